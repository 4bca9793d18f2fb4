import type { NotificationRequest } from '../notification/notification';
import type { IntakeDependencies } from './accept-one';
import {
  BatchIntake,
  LineSplitter,
  ArraySplitter,
  ItemTooLongError,
  MAX_ITEM,
  type Splitter,
} from './batch-intake';

describe('a batch', () => {
  type Accept = (requests: NotificationRequest[]) => Promise<{ outcome: 'accepted'; id: string }[]>;

  const accepted: Accept = (requests) =>
    Promise.resolve(requests.map(({ uuid }) => ({ outcome: 'accepted' as const, id: uuid })));
  const batchWith = (accept: Accept) =>
    new BatchIntake(
      {
        intake: { accept },
        hold: { concerns: () => Promise.resolve(false) },
        defaults: new Set(),
      } as unknown as IntakeDependencies,
      { kind: 'service' },
    );
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
      await batch.read(
        body(Array.from({ length: 200 }, () => line('x'.repeat(longest)))),
        new LineSplitter(),
      );
      expect(taken.reduce((sum, units) => sum + units, 0)).toBe(200 * longest);
      expect(Math.max(...taken)).toBeLessThanOrEqual(2 * 1024 * 1024 + longest);
      expect(batch.results).toHaveLength(200);
    });
  });
});

describe('a splitter', () => {
  /** Feeds the text in parts of every size, and expects the same items each time. */
  function split(make: () => Splitter, text: string): string[] {
    const ways = [1, 2, 3, 7, text.length || 1].map((size) => {
      const splitter = make();
      const items: string[] = [];
      for (let at = 0; at < text.length; at += size) items.push(...splitter.push(text.slice(at, at + size)));
      return [...items, ...splitter.end()];
    });
    for (const way of ways) expect(way).toEqual(ways[0]);
    return ways[0] ?? [];
  }

  describe('lines', () => {
    it('are cut at their ends, wherever the parts are cut', () => {
      expect(split(() => new LineSplitter(), '{"a":1}\n\n{"b":2}\r\n{"c":3}')).toEqual([
        '{"a":1}',
        '{"b":2}\r',
        '{"c":3}',
      ]);
    });

    it('may not be endless', () => {
      expect(() => new LineSplitter().push('x'.repeat(MAX_ITEM + 1))).toThrow(ItemTooLongError);
    });
  });

  describe('the elements of an array', () => {
    const elements = (text: string) => split(() => new ArraySplitter(), text);

    it('are found whatever is within them', () => {
      expect(elements(' [ {"a":"]},\\"["} , [1,[2]], "x,y" ,3 ] \n')).toEqual([
        '{"a":"]},\\"["}',
        '[1,[2]]',
        '"x,y"',
        '3',
      ]);
    });

    it('may be none', () => expect(elements('[ ]')).toEqual([]));

    it('are told apart even when one is missing, so that each has its line', () => {
      expect(elements('[1,,2,]')).toEqual(['1', '', '2', '']);
    });

    it.each([['{"a":1}'], ['[1'], [''], ['[1] [2]'], ['1,2']])('are refused as a whole in %p', (text) => {
      expect(() => elements(text)).toThrow(SyntaxError);
    });

    it('may not be endless', () => {
      expect(() => new ArraySplitter().push(`["${'x'.repeat(MAX_ITEM)}`)).toThrow(ItemTooLongError);
    });
  });
});
