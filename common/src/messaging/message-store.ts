import type { AggregateRef } from '../contracts';

/** A message as the broker delivered it: enough to handle it again without the broker. */
export interface StoredMessage {
  readonly subject: string;
  /** The broker's sequence number on the subject. */
  readonly sequence: number;
  /** The payload as received. */
  readonly wire: string;
}

/** A message that could not be handled and waits for a person. */
export interface DeadLetter extends StoredMessage {
  readonly id: string;
  /** Text of the last error. */
  readonly error: string;
  /** How often it was tried. */
  readonly attempts: number;
  readonly deadAt: Date;
  /** How often it was redriven without success. */
  readonly redrives: number;
}

/** Where a dead letter stands in the list; tells it also once the letter is gone. */
export type DeadLetterPosition = Pick<DeadLetter, 'id' | 'deadAt'>;

/** A part of the list of dead letters. */
export interface DeadLetterPage {
  /** Rows, at the most. */
  readonly limit: number;
  /** The last letter of the page before. */
  readonly after?: DeadLetterPosition | undefined;
}

/** A message that waits for its predecessor. */
export interface ParkedMessage extends StoredMessage {
  readonly id: string;
  /** What the message itself is about. */
  readonly ref: AggregateRef;
  /** What has to be applied first. */
  readonly waitingFor: AggregateRef;
  readonly parkedAt: Date;
}

/** Keeps failures and dead letters of one consumer. Every method may throw when its server is away. */
export interface DeadLetterStore {
  /** Counts a failed attempt at a message and returns the attempts so far, this one included. */
  countFailure(message: StoredMessage): Promise<number>;
  /** Keeps a dead letter; doing so twice for one message leaves one. */
  addDeadLetter(message: StoredMessage, error: string, attempts: number): Promise<void>;
  /** Newest first. */
  listDeadLetters(page: DeadLetterPage): Promise<DeadLetter[]>;
  findDeadLetter(id: string): Promise<DeadLetter | null>;
  /** Notes a redrive that failed. */
  noteRedrive(id: string, error: string): Promise<void>;
  /** Removes a dead letter with its count of failures. */
  removeDeadLetter(id: string): Promise<boolean>;
  countDeadLetters(): Promise<number>;
}

/** Keeps messages that wait for their predecessors. */
export interface ParkingStore {
  /** Keeps the message and returns its id; unique by its own aggregate and version: parking twice leaves one. */
  park(message: StoredMessage, ref: AggregateRef, waitingFor: AggregateRef): Promise<string>;
  /** Those that wait for any of the aggregates, lowest version first. */
  waitingFor(aggregates: readonly string[], limit: number): Promise<ParkedMessage[]>;
  /** Whether nothing was parked when `due` last looked, and this process has parked nothing since. */
  readonly isEmpty: boolean;
  /** Those not tried since `before`, or whose predecessor was applied since the last look, oldest first; each is marked as tried now. */
  due(before: Date, limit: number): Promise<ParkedMessage[]>;
  /** Notes what the message waits for now. */
  rewait(id: string, waitingFor: AggregateRef): Promise<void>;
  unpark(id: string): Promise<void>;
  /** How many are parked, and how many of them since before the given time. */
  countParked(before: Date): Promise<{ total: number; old: number }>;
}

/** What a consumer keeps beside its own state. `parking` is absent where nothing can have a gap. */
export interface MessageStore extends DeadLetterStore {
  readonly parking?: ParkingStore;
  /** Creates indexes; safe to call again. */
  prepare(): Promise<void>;
}
