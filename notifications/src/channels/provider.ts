import { closeSync, openSync, writeSync } from 'node:fs';
import type { PushOutcome } from '../delivery/push-outcome';

/** A file that goes with a mail. */
export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** A notification on its way out, its address resolved. */
export interface OutgoingMessage {
  /** The same on every attempt, and passed on, so that a provider that deduplicates can. */
  uuid: string;
  receiver: string;
  subject?: string;
  text: string;
  html?: string;
  /** The text is already in the channel's own form, subject included, as templates write it. */
  formatted?: boolean;
  /** The same for all mails to one receiver about one thing, so that mail programs show them as one conversation. */
  threadId?: string;
  /** Page and one-click address for those who don't want to be told again. */
  unsubscribeUrl?: string;
  /** For mail only. */
  attachments?: readonly Attachment[];
}

/** One way out of the platform. */
export interface Provider {
  /** For logs, metrics and the circuit breaker. */
  readonly name: string;
  /**
   * Pushes one message. Says how it went and throws for nothing that the other side can cause; gives up by itself within
   * its timeout, which is shorter than a worker's lease.
   */
  send(message: OutgoingMessage): Promise<PushOutcome>;
  /** Closes its connections. */
  close(): void | Promise<void>;
}

/** Longest a provider may take for one push, in ms, unless configured otherwise. */
export const DEFAULT_PROVIDER_TIMEOUT_MS = 15_000;

/** As much of an answer as is worth keeping. */
export function shorten(text: string, limit = 500): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

/**
 * Takes everything and tells nobody, for load tests. It writes one line per push before it says yes, so that what was
 * pushed can be counted even when the process is killed right after.
 */
export class SinkProvider implements Provider {
  private readonly file: number;

  /** @param path of the file, which several processes may share */
  constructor(
    path: string,
    readonly name = 'sink',
  ) {
    this.file = openSync(path, 'a');
  }

  send(message: OutgoingMessage): Promise<PushOutcome> {
    writeSync(this.file, `${message.uuid}\n`);
    return Promise.resolve({ kind: 'accepted', messageId: message.uuid });
  }

  close(): void {
    closeSync(this.file);
  }
}

/** Stands for a provider that isn't configured: what it is given becomes a dead letter that says so. */
export class UnconfiguredProvider implements Provider {
  constructor(
    readonly name: string,
    private readonly variables: string,
  ) {}

  send(): Promise<PushOutcome> {
    const error = `${this.name} is not configured: set ${this.variables}`;
    return Promise.resolve({ kind: 'refused', code: 'NOT_CONFIGURED', error });
  }

  close(): void {
    // There is nothing to close.
  }
}
