import { useTestDatabase } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { canReplay, type NewFeedEntry, FeedLog } from './feed-log';

useTestDatabase();

let count = 0;
const entry = (scope: NewFeedEntry['scope'] = 'user:a', key = `k${(count += 1)}`): NewFeedEntry => ({
  key,
  scope,
  event: 'test',
  data: { key },
});
const open = async (now?: () => Date) => {
  const log = new FeedLog({ connection: mongoose.connection, ...(now ? { now } : {}) });
  await log.prepare();
  return log;
};

describe('the log', () => {
  it('numbers entries from 1 in the order they were given', async () => {
    const log = await open();
    await log.append(entry('user:a', 'one'), entry('user:b', 'two'));
    await log.append(entry('user:a', 'three'));
    expect((await log.read({ after: 0 })).map(({ id, key }) => [id, key])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ]);
    expect((await log.read({ scopes: ['user:a'], after: 1 })).map(({ key }) => key)).toEqual(['three']);
    expect((await log.read({ after: 0, upTo: 2, limit: 1 })).map(({ id }) => id)).toEqual([1]);
  });

  it('writes a key once, without losing those beside it', async () => {
    const log = await open();
    await log.append(entry('user:a', 'x'));
    await log.append(entry('user:a', 'before'), entry('user:a', 'x'), entry('user:a', 'after'));
    expect((await log.read({ after: 0 })).map(({ id, key }) => [id, key])).toEqual([
      [1, 'x'],
      [2, 'before'],
      [3, 'after'],
    ]);
  });

  it('leaves no gap and no id twice under many writers, who keep their own order', async () => {
    const writers = await Promise.all(Array.from({ length: 4 }, () => open()));
    await Promise.all(
      writers.map(async (log, writer) => {
        for (let nth = 0; nth < 25; nth += 1) {
          await log.append(entry('user:a', `${writer}-${nth}-a`), entry('user:a', `${writer}-${nth}-b`));
        }
      }),
    );
    const all = await writers[0]!.read({ after: 0, limit: 1_000 });
    expect(all.map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    for (const writer of writers.keys()) {
      const own = all.filter(({ key }) => key.startsWith(`${writer}-`)).map(({ key }) => key);
      expect(own).toEqual(
        Array.from({ length: 25 }, (_, nth) => [`${writer}-${nth}-a`, `${writer}-${nth}-b`]).flat(),
      );
    }
  });

  it('never shows an id before the ones below it', async () => {
    const [one, two, reader] = await Promise.all([open(), open(), open()]);
    let writing = true;
    const written = Promise.all(
      [one, two].map(async (log) => {
        for (let nth = 0; nth < 40; nth += 1) await log.append(entry(), entry());
      }),
    ).finally(() => (writing = false));
    let cursor = 0;
    const seen: number[] = [];
    while (writing || cursor < 160) {
      for (const { id } of await reader.read({ after: cursor })) {
        seen.push(id);
        cursor = id;
      }
    }
    await written;
    expect(seen).toEqual(Array.from({ length: 160 }, (_, index) => index + 1));
  });

  it('says what is the newest of each scope', async () => {
    const log = await open();
    await log.append(
      entry('ticket:1', 'a'),
      entry('ticket:2', 'b'),
      entry('ticket:1', 'c'),
      entry('ticket:1', 'd'),
    );
    const latest = await log.latest(['ticket:1', 'ticket:2', 'ticket:3'], 3);
    expect(latest.map(({ key }) => key).sort()).toEqual(['b', 'c']);
  });
});

describe('the oldest entries', () => {
  it('are trimmed, while the newest keeps the count', async () => {
    let clock = 1_000;
    const log = await open(() => new Date(clock));
    expect(await log.bounds()).toEqual({ floor: 1, head: 0 });
    await log.append(entry(), entry());
    clock = 2_000;
    await log.append(entry());
    expect(await log.trim(new Date(1_500))).toBe(2);
    expect(await log.bounds()).toEqual({ floor: 3, head: 3 });
    expect(await log.trim(new Date(9_999))).toBe(0);
    await (await open()).append(entry());
    expect((await log.bounds()).head).toBe(4);
  });

  it('are trimmed up to the first that is kept, so that clocks that differ leave no hole', async () => {
    const [ahead, behind] = [await open(() => new Date(5_000)), await open(() => new Date(1_000))];
    await behind.append(entry());
    await ahead.append(entry());
    await behind.append(entry());
    await ahead.append(entry());
    expect(await ahead.trim(new Date(3_000))).toBe(1);
    expect((await ahead.read({ after: 0 })).map(({ id }) => id)).toEqual([2, 3, 4]);
  });

  it('can be gone on from exactly as far as nothing after them is lost', () => {
    const bounds = { floor: 5, head: 9 };
    expect([3, 4, 9, 10].map((cursor) => canReplay(cursor, bounds))).toEqual([false, true, true, false]);
    expect(canReplay(0, { floor: 1, head: 0 })).toBe(true);
  });
});
