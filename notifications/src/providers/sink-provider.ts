import { closeSync, openSync, writeSync } from 'node:fs';
import type { PushOutcome } from '../domain/push-outcome';
import type { OutgoingMessage, Provider } from './provider';

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
