import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type OutgoingChannel, outgoingChannels } from '@ticketing/common/contracts';

export type Channel = Lowercase<OutgoingChannel>;
export const channels = outgoingChannels.map((channel) => channel.toLowerCase() as Channel);

const noneAccepted = () =>
  Object.fromEntries(channels.map((channel) => [channel, 0])) as Record<Channel, number>;

/** A message as a provider would have taken it. */
export interface InboxMessage {
  /** Counts up from 1, in the order of arrival. */
  id: number;
  channel: Channel;
  /** ISO 8601. */
  receivedAt: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  /** Names of the files that came with it. */
  attachments?: string[];
  /** The sender's own id for it, by which a second acceptance shows. */
  uuid?: string | undefined;
}

export interface MessageFilter {
  channel?: string | undefined;
  /** One of the receivers, whatever the case of its letters. */
  to?: string | undefined;
  /** A part of the subject. */
  subject?: string | undefined;
  uuid?: string | undefined;
}

export interface InboxStats {
  /** Messages taken, by channel, since the start or the last clearing. */
  accepted: Record<Channel, number>;
  /** Different uuids among them. */
  uuids: number;
  /** Acceptances beyond the first of a uuid. */
  duplicates: number;
  /** How often each uuid was accepted that was accepted more than once. */
  duplicated: Record<string, number>;
}

/** The last messages (1,000 if not given), newest first, and counts of all. */
export class MessageStore {
  private messages: InboxMessage[] = [];
  private lastId = 0;
  private accepted = noneAccepted();
  private readonly counts = new Map<string, number>();

  /** @param file where they are kept over a restart, a line of JSON each; kept in memory only if not given */
  constructor(
    private readonly capacity = 1000,
    private readonly file?: string,
  ) {
    if (file === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    this.messages = readMessages(file).slice(-capacity).reverse();
    this.lastId = this.newestId;
    // Without what is beyond the capacity, and without a line that a crash cut off.
    writeFileSync(`${file}.new`, [...this.messages].reverse().map(toLine).join(''));
    renameSync(`${file}.new`, file);
  }

  add(message: Omit<InboxMessage, 'id' | 'receivedAt'>, now = new Date()): InboxMessage {
    const stored = { id: (this.lastId += 1), receivedAt: now.toISOString(), ...message };
    this.messages.unshift(stored);
    if (this.file !== undefined) appendFileSync(this.file, toLine(stored));
    this.messages.length = Math.min(this.messages.length, this.capacity);
    this.accepted[message.channel] += 1;
    if (message.uuid) this.counts.set(message.uuid, (this.counts.get(message.uuid) ?? 0) + 1);
    return stored;
  }

  /** @param after the id of the last message already seen; only older ones follow */
  list(filter: MessageFilter, limit: number, after?: number): InboxMessage[] {
    return this.messages
      .filter((message) => (after === undefined || message.id < after) && matches(message, filter))
      .slice(0, limit);
  }

  get newestId(): number {
    return this.messages[0]?.id ?? 0;
  }

  clear(): void {
    if (this.file !== undefined) rmSync(this.file, { force: true });
    this.messages = [];
    this.accepted = noneAccepted();
    this.counts.clear();
  }

  stats(): InboxStats {
    const duplicated = [...this.counts].filter(([, count]) => count > 1);
    return {
      accepted: { ...this.accepted },
      uuids: this.counts.size,
      duplicates: duplicated.reduce((sum, [, count]) => sum + count - 1, 0),
      duplicated: Object.fromEntries(duplicated),
    };
  }
}

const toLine = (message: InboxMessage): string => `${JSON.stringify(message)}\n`;

function readMessages(file: string): InboxMessage[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as InboxMessage];
      } catch {
        return [];
      }
    });
}

function matches(message: InboxMessage, { channel, to, subject, uuid }: MessageFilter): boolean {
  const receiver = to?.toLowerCase();
  return (
    (channel === undefined || message.channel === channel) &&
    (receiver === undefined || message.to.some((one) => one.toLowerCase() === receiver)) &&
    (subject === undefined || message.subject.includes(subject)) &&
    (uuid === undefined || message.uuid === uuid)
  );
}
