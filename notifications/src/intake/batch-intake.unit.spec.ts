import type { NotificationRequest } from '../domain/notification';
import { BatchIntake } from './batch-intake';
import type { IntakeParts } from './accept-one';
import { LineSplitter } from './splitter';

type Accept = (requests: NotificationRequest[]) => Promise<{ outcome: 'accepted'; id: string }[]>;

const accepted: Accept = (requests) =>
  Promise.resolve(requests.map(({ uuid }) => ({ outcome: 'accepted' as const, id: uuid })));
const batchWith = (accept: Accept) =>
  new BatchIntake({ intake: { accept }, defaults: new Set() } as unknown as IntakeParts, { kind: 'service' });
const line = (message: string) =>
  Buffer.from(`${JSON.stringify({ type: 'EMAIL', message, receiver: 'user@example.com' })}\n`);

/** Each part comes in a turn of its own, as from a socket. */
async function* body(parts: Buffer[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    await new Promise((resolve) => setImmediate(resolve));
    yield part;
  }
}

describe('a batch', () => {
  it('fails as a whole when some of it can’t be stored, however early that was', async () => {
    const parts = Array.from({ length: 1_010 }, (_, n) => line(`Hello ${n}`));
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    let inserts = 0;
    const batch = batchWith((requests) => {
      inserts += 1;
      return inserts === 1 ? Promise.reject(new Error('out of disk space')) : accepted(requests);
    });
    await expect(batch.read(body(parts), new LineSplitter())).rejects.toThrow('out of disk space');
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(inserts).toBe(2);
  });

  it('of long lines is stored in parts, so that it is never in memory as a whole', async () => {
    const longest = 65_536;
    const taken: number[] = [];
    const batch = batchWith((requests) => {
      taken.push(requests.reduce((units, { text }) => units + text.length, 0));
      return accepted(requests);
    });
    await batch.read(body(Array.from({ length: 200 }, () => line('x'.repeat(longest)))), new LineSplitter());
    expect(taken.reduce((sum, units) => sum + units, 0)).toBe(200 * longest);
    expect(Math.max(...taken)).toBeLessThanOrEqual(2 * 1024 * 1024 + longest);
    expect(batch.results).toHaveLength(200);
  });
});
