import { closeSync, openSync, writeSync } from 'node:fs';
import type { PushOutcome } from '../domain/push-outcome';
import type { OutgoingMessage, Provider } from './provider';

/**
 * Takes everything and tells nobody, for load tests. With a file it writes one line per push before it says yes, so that
 * what was pushed can be counted even when the process is killed right after.
 */
export class SinkProvider implements Provider {
  readonly name = 'sink';
  private readonly file: number | undefined;

  constructor(path?: string) {
    this.file = path === undefined ? undefined : openSync(path, 'a');
  }

  send(message: OutgoingMessage): Promise<PushOutcome> {
    if (this.file !== undefined) writeSync(this.file, `${message.uuid}\n`);
    return Promise.resolve({ kind: 'accepted', messageId: message.uuid });
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
  }
}
