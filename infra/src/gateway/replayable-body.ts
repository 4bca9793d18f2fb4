import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/**
 * The body of a request that may have to be sent to another replica: read from its beginning each time, until it is told
 * that nobody else will need it. What is kept meanwhile is the little that is read before a connection is open.
 */
export class ReplayableBody {
  private readonly source: AsyncIterator<Buffer>;
  private readonly chunks: (Buffer | undefined)[] = [];
  private pulling: Promise<void> | undefined;
  private ended = false;
  private keeping = true;

  constructor(req: IncomingMessage) {
    this.source = req.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  }

  /** A stream of the whole body. Only the latest one is read on. */
  stream(): Readable {
    const stream = Readable.from(this.read(), { objectMode: false });
    // A client that leaves midway ends its answer, too, and with that all that is under way for it.
    return stream.on('error', () => undefined);
  }

  /** From now on what was read is forgotten: there will be no other stream. */
  release(): void {
    this.keeping = false;
    this.chunks.fill(undefined);
  }

  private async *read(): AsyncGenerator<Buffer> {
    for (let index = 0; ; index += 1) {
      while (index >= this.chunks.length && !this.ended) await this.pull();
      if (index >= this.chunks.length) return;
      const chunk = this.chunks[index];
      if (!this.keeping) this.chunks[index] = undefined;
      if (chunk) yield chunk;
    }
  }

  /** Two streams may wait at the same time, the given up one and its successor: each chunk is for both. */
  private pull(): Promise<void> {
    this.pulling ??= this.source
      .next()
      .then(({ done, value }) => {
        if (done) this.ended = true;
        else this.chunks.push(value);
      })
      .finally(() => (this.pulling = undefined));
    return this.pulling;
  }
}
