import { setTimeout as delay } from 'node:timers/promises';
import stan, { type Message, type Stan } from 'node-nats-streaming';
import type { Logger } from 'pino';
import { useAccountInboxes } from './account-inboxes';
import type { OutgoingMessage } from './envelope';
import { type HistorySpec, readHistory } from './history';
import type { EventSink } from './publisher';
import { isClosing, QuietChannels } from './quiet-channels';

/** Where and as whom to connect. */
export interface NatsOptions {
  readonly clusterId: string;
  /** Stable and unique per process: the broker replaces a dead holder of the same id at once. */
  readonly clientId: string;
  readonly url: string;
  readonly logger?: Logger;
}

/** A durable queue-group subscription, set up anew on every connection. */
export interface SubscriptionSpec {
  readonly subject: string;
  /** Queue group and durable name. */
  readonly queueGroupName: string;
  /** Milliseconds after which the broker delivers an unacknowledged message again. */
  readonly ackWait: number;
  /** Unacknowledged messages the broker hands to this process at the most. */
  readonly maxInFlight: number;
  readonly onMessage: (message: Message) => void;
}

/** The broker is away; the caller keeps what it wanted to send. */
export class BrokerUnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

const CONNECT_TIMEOUT_MS = 3_000;
/** How long the broker may take to acknowledge a publish before it counts as unconfirmed. */
const PUBLISH_ACK_TIMEOUT_MS = 5_000;
const PING_INTERVAL_MS = 2_000;
const MAX_PINGS_OUT = 3;
/** What has ended has to be heard of within a second of the broker's return. */
const RECONNECT_MS = 100;
const RETRY_MS = { first: 100, longest: 2_000 };

/**
 * The one connection of a process to NATS Streaming. It waits for a broker that is away, and after a loss it
 * connects again and re-subscribes by itself; it never ends the process.
 */
export class NatsWrapper implements EventSink {
  private current?: Stan | undefined;
  private options?: NatsOptions;
  private closing = false;
  private online = false;
  private readonly subscriptions: SubscriptionSpec[] = [];
  private readonly onConnected: (() => void)[] = [];
  /** What ends the reading of each history on the connection that is open now. */
  private readonly histories = new Map<HistorySpec, () => void>();
  private quiet?: QuietChannels;
  /** What it closes when it is quiet. */
  readonly subjects: readonly string[];

  /** @param publishers of all that this service publishes, and no other closes */
  constructor(publishers: readonly (new (sink: EventSink) => { readonly subject: string })[] = []) {
    this.subjects = publishers.map((publisher) => new publisher(this).subject);
  }

  /** @throws Error before the first connection. */
  get client(): Stan {
    if (!this.current) throw new Error('Cannot access the NATS client before connecting');
    return this.current;
  }

  /** Whether the broker is reachable now. */
  get isConnected(): boolean {
    return this.online;
  }

  /** Calls back whenever the broker can be reached again. */
  onConnect(callback: () => void): void {
    this.onConnected.push(callback);
  }

  /** Resolves once connected, however long the broker is away; says so in the log meanwhile. */
  async connect(options: NatsOptions): Promise<void> {
    this.options = options;
    this.closing = false;
    await this.connectUntilDone();
    this.quiet ??= new QuietChannels({ nats: this, subjects: this.subjects, logger: options.logger });
    this.quiet.start();
  }

  /** Subscribes now, if connected, and again after every reconnection. */
  subscribe(spec: SubscriptionSpec): void {
    this.subscriptions.push(spec);
    if (this.online) this.open(this.client, spec);
  }

  /** Reads a history now, if connected, and from its start on every reconnection. */
  follow(history: HistorySpec): void {
    this.histories.set(history, () => undefined);
    if (this.online) this.read(this.client, history);
  }

  /**
   * Sends a message and resolves on the broker's acknowledgement: from then on it is stored there.
   * @throws BrokerUnavailableError when there is no connection, or the acknowledgement does not come in time;
   * in the latter case the message may nevertheless have been stored.
   */
  publish(message: Pick<OutgoingMessage, 'subject' | 'wire'>): Promise<void> {
    if (!this.online) return Promise.reject(new BrokerUnavailableError('NATS Streaming is not connected'));
    return new Promise((resolve, reject) => {
      this.client.publish(message.subject, message.wire, (error) => {
        if (error)
          reject(new BrokerUnavailableError(`${message.subject} was not acknowledged: ${text(error)}`));
        else resolve();
      });
    });
  }

  /** Leaves the broker and keeps the durable subscriptions for the next start. Never rejects. */
  async close(): Promise<void> {
    this.closing = true;
    this.online = false;
    void this.quiet?.stop();
    const client = this.current;
    if (!client) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, CONNECT_TIMEOUT_MS);
      client.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      client.close();
    });
  }

  private async connectUntilDone(): Promise<void> {
    const { url, logger } = this.required();
    for (let wait = RETRY_MS.first; !this.closing; wait = Math.min(wait * 2, RETRY_MS.longest)) {
      try {
        await this.connectOnce();
        logger?.info({ url: withoutCredentials(url) }, 'connected to NATS Streaming');
        return;
      } catch (error) {
        logger?.warn({ url: withoutCredentials(url), error: text(error) }, 'waiting for NATS Streaming');
        await delay(wait);
      }
    }
  }

  private connectOnce(): Promise<void> {
    const { clusterId, clientId, url } = this.required();
    const prepare = useAccountInboxes(url);
    const client = stan.connect(clusterId, clientId, {
      url,
      connectTimeout: CONNECT_TIMEOUT_MS,
      ackTimeout: PUBLISH_ACK_TIMEOUT_MS,
      // The outbox bounds what is in flight; the client's own bound calls back twice.
      maxPubAcksInflight: 1_000_000,
      stanPingInterval: PING_INTERVAL_MS,
      stanMaxPingOut: MAX_PINGS_OUT,
      pingInterval: PING_INTERVAL_MS,
      maxPingOut: MAX_PINGS_OUT,
      maxReconnectAttempts: -1,
    });
    prepare(client);
    // The client forwards no such setting, and with TLS would wait up to a second longer.
    const { nc } = client as unknown as { nc: { options: { reconnectDelayHandler: () => number } } };
    nc.options.reconnectDelayHandler = () => RECONNECT_MS;
    return new Promise((resolve, reject) => {
      let connected = false;
      client.on('connect', () => {
        connected = true;
        this.current = client;
        this.online = true;
        for (const spec of this.subscriptions) this.open(client, spec);
        for (const history of this.histories.keys()) this.read(client, history);
        for (const callback of this.onConnected) callback();
        resolve();
      });
      client.on('error', (error: unknown) => {
        if (connected) this.options?.logger?.warn({ error: text(error) }, 'NATS Streaming reported an error');
        else reject(asError(error));
      });
      client.on('disconnect', () => this.markOffline(client));
      client.on('reconnect', () => {
        // Until a ping tells otherwise the broker still knows this client, so publishing may go on.
        if (this.current !== client || this.closing) return;
        this.online = true;
        // What was sent meanwhile is lost, and would come again only after what followed it.
        for (const history of this.histories.keys()) this.read(client, history);
        for (const callback of this.onConnected) callback();
      });
      client.on('close', () => {
        if (!connected) reject(new Error('the connection was closed'));
        else this.onLost(client);
      });
    });
  }

  private markOffline(client: Stan): void {
    if (this.current !== client || this.closing || !this.online) return;
    this.online = false;
    this.options?.logger?.warn('lost the connection to NATS Streaming');
  }

  private onLost(client: Stan): void {
    if (this.current !== client || this.closing) return;
    this.online = false;
    // A second event of the same client must not start a second reconnection.
    client.removeAllListeners('close');
    client.on('close', () => undefined);
    this.options?.logger?.warn('NATS Streaming no longer knows this client; connecting anew');
    void this.connectUntilDone();
  }

  private open(client: Stan, spec: SubscriptionSpec): void {
    const options = client
      .subscriptionOptions()
      .setDeliverAllAvailable()
      .setManualAckMode(true)
      .setAckWait(spec.ackWait)
      .setMaxInFlight(spec.maxInFlight)
      .setDurableName(spec.queueGroupName);
    const subscription = client.subscribe(spec.subject, spec.queueGroupName, options);
    const retry = (error: unknown): void => {
      if (this.current !== client || this.closing) return;
      this.options?.logger?.warn({ subject: spec.subject, error: text(error) }, 'subscribing again');
      setTimeout(() => {
        if (this.current === client && !this.closing) this.open(client, spec);
      }, RETRY_MS.first * 5).unref();
    };
    subscription.on('message', (message: Message) => {
      if (this.current !== client || this.closing) return;
      if (isClosing(message)) message.ack();
      else spec.onMessage(message);
    });
    subscription.on('error', retry);
    subscription.on('timeout', retry);
  }

  private read(client: Stan, history: HistorySpec): void {
    this.histories.get(history)?.();
    const end = readHistory(client, history, (error) => {
      if (this.current !== client || this.closing) return;
      this.options?.logger?.warn(
        { subjects: history.subjects, error: text(error) },
        'reading a history again',
      );
      setTimeout(() => {
        if (this.current === client && !this.closing && this.histories.get(history) === end)
          this.read(client, history);
      }, RETRY_MS.first * 5).unref();
    });
    this.histories.set(history, end);
  }

  private required(): NatsOptions {
    if (!this.options) throw new Error('connect() was not called');
    return this.options;
  }
}

/** The address as it may be logged. */
function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
