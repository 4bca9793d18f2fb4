import { randomUUID } from 'node:crypto';
import type { Message, Stan } from 'node-nats-streaming';
import type { Logger } from 'pino';
import { PeriodicTask } from '../concurrency/periodic-task';
import type { OutgoingMessage } from './envelope';

const HOUR_MS = 3_600_000;
const LOOK_MS = 6 * HOUR_MS;
/** How long after its start a process looks first, at the most. */
const FIRST_LOOK_MS = 60_000;
/** Longer than a file of the broker's takes messages, and so much shorter than they are kept that a system may be away for weeks. */
const QUIET_MS = 30 * 24 * HOUR_MS;
/** How long the broker may take to tell a last message; that there is none it doesn't say. */
const ANSWER_MS = 5_000;
/** What a closing message repeats of the one before it: to who knows the data alone it is a redelivery. */
const REPEATED = ['id', 'version', 'orderId'];

/** The last message of a channel. */
export type LastMessage = Pick<Message, 'getRawData' | 'getTimestamp'>;

/** How quiet channels are closed. */
export interface QuietChannelsOptions {
  readonly nats: {
    readonly isConnected: boolean;
    readonly client: Stan;
    publish(message: Pick<OutgoingMessage, 'subject' | 'wire'>): Promise<void>;
  };
  /** What this service publishes, and no other closes. */
  readonly subjects: readonly string[];
  readonly logger?: Logger | undefined;
  /** Milliseconds without a message after which a channel is closed. */
  readonly quietMs?: number;
  /** Resolves with `undefined` when the channel has none. */
  readonly readLast?: (client: Stan, subject: string) => Promise<LastMessage | undefined>;
}

/**
 * Publishes a closing message on each channel on which nothing was published for a month. The broker removes a file once all in
 * it are too old and a newer one was begun: without, the last one of a channel would stay for ever. And whoever asks for
 * a channel's last message is given one, as long as there ever was any.
 *
 * Two replicas that do it at once make two messages of which nobody takes notice.
 */
export class QuietChannels {
  private readonly task: PeriodicTask;
  private first?: NodeJS.Timeout;

  constructor(private readonly options: QuietChannelsOptions) {
    this.task = new PeriodicTask(() => this.look(), LOOK_MS * (0.75 + Math.random() / 2));
  }

  start(): void {
    if (this.options.subjects.length === 0) return;
    this.task.start();
    this.first = setTimeout(() => void this.look(), Math.random() * FIRST_LOOK_MS).unref();
  }

  stop(): Promise<void> {
    clearTimeout(this.first);
    return this.task.stop();
  }

  /** One look at all channels. Never rejects. */
  async look(): Promise<void> {
    const { nats, subjects, logger } = this.options;
    if (!nats.isConnected) return;
    const results = await Promise.allSettled(subjects.map((subject) => this.close(subject)));
    for (const result of results)
      if (result.status === 'rejected') logger?.warn({ err: result.reason }, 'a channel was not looked at');
  }

  private async close(subject: string): Promise<void> {
    const { nats, logger, quietMs = QUIET_MS, readLast = askForLast } = this.options;
    const last = await readLast(nats.client, subject);
    if (!last || Date.now() - last.getTimestamp().getTime() < quietMs) return;
    await nats.publish({ subject, wire: closingMessage(last) });
    logger?.info({ subject }, 'closed a quiet channel');
  }
}

/** Whether a message only closes a channel, and tells nothing. */
export function isClosing(message: Pick<Message, 'getRawData'>): boolean {
  const raw = message.getRawData();
  return raw.includes('"closing":true') && parse(raw)['meta']?.['closing'] === true;
}

function closingMessage(last: LastMessage): string {
  const before = parse(last.getRawData());
  const repeated = REPEATED.filter((field) => field in before).map((field) => [field, before[field]]);
  const id = randomUUID();
  const meta = { id, time: new Date().toISOString(), correlationId: id, closing: true };
  return JSON.stringify({ ...Object.fromEntries(repeated), meta });
}

/** Of what can't be read, nothing. */
function parse(raw: Buffer): Record<string, Record<string, unknown> | undefined> {
  try {
    const value: unknown = JSON.parse(raw.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as ReturnType<typeof parse>) : {};
  } catch {
    return {};
  }
}

/** @throws Error when the broker doesn't take the question */
async function askForLast(client: Stan, subject: string): Promise<LastMessage | undefined> {
  const options = client.subscriptionOptions().setStartWithLastReceived().setMaxInFlight(1);
  const subscription = client.subscribe(subject, options);
  let isReady = false;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Message | undefined>((resolve, reject) => {
      timer = setTimeout(() => resolve(undefined), ANSWER_MS).unref();
      subscription.on('ready', () => (isReady = true));
      subscription.on('message', resolve);
      subscription.on('error', reject);
      subscription.on('timeout', reject);
    });
  } finally {
    clearTimeout(timer);
    // Before the broker has confirmed it, it can't be closed; it ends with the connection.
    if (isReady) subscription.close();
  }
}
