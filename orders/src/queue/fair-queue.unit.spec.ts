import { Lease } from '@ticketing/common/outbox';
import { testLogger, useTestDatabase } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { Show } from '../models/show';
import { Ticket } from '../models/ticket';
import { adoptEntries } from './adopt-entries';
import { FairQueue } from './fair-queue';
import { QueueEntry } from './queue-entry';
import { QueueKeeper } from './queue-keeper';
import { ShowQueue } from './show-queue';

useTestDatabase();

const show = '665f1f77bcf86cd799439011';
const opening = new Date('2031-05-01T10:00:00Z');
const at = (seconds: number) => new Date(opening.getTime() + seconds * 1_000);
const queue = new FairQueue();
const keeper = (admittedAtOnce = 3, lease = 'queue') =>
  new QueueKeeper({
    lease: new Lease(mongoose.connection, lease),
    logger: testLogger,
    admittedAtOnce,
    admittedSeconds: 60,
  });
const line = async () => {
  const rows = await QueueEntry.find({ showId: show }).sort({ number: 1 }).lean();
  return rows.map(({ userId }) => userId);
};
const names = (count: number, prefix = 'u') =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(5, '0')}`);

beforeAll(() => Promise.all([QueueEntry.init(), ShowQueue.init()]));
beforeEach(() => Show.create({ _id: show, status: 'scheduled', queue: true, version: 0 }));

describe('the queue of a show', () => {
  it('draws those of the opening minute by lot, and puts who comes later behind them in order', async () => {
    const early = names(200);
    await queue.join(show, early[0]!, at(0));
    await Promise.all(early.map((user, i) => queue.join(show, user, at(i / 10))));
    expect(await queue.find(show, early[0]!, at(21))).toMatchObject({
      status: 'waiting',
      position: 200,
      until: at(60),
    });
    await keeper().turn(at(59));
    expect(await QueueEntry.countDocuments({ state: 'unnumbered' })).toBe(200);
    for (const [i, user] of ['late-a', 'late-b'].entries()) await queue.join(show, user, at(61 + i));
    await keeper().turn(at(63));
    const drawn = await line();
    expect(drawn.slice(200)).toEqual(['late-a', 'late-b']);
    expect([...drawn.slice(0, 200)].sort()).toEqual(early);
    // As they came: one in 200! draws.
    expect(drawn.slice(0, 200)).not.toEqual(early);
  });

  it('lets a few through at a time, each for a while, and the next when that is over', async () => {
    await Promise.all(names(10).map((user) => queue.join(show, user, at(0))));
    const one = keeper();
    await one.turn(at(61));
    const [first, , , fourth] = await line();
    expect(await queue.find(show, first!, at(62))).toEqual({
      status: 'admitted',
      position: 0,
      until: at(121),
    });
    expect(await queue.find(show, fourth!, at(62))).toEqual({ status: 'waiting', position: 1 });
    await expect(queue.check(show, first!, at(62))).resolves.toBeUndefined();
    await expect(queue.check(show, fourth!, at(62))).rejects.toMatchObject({ statusCode: 429 });
    await expect(queue.check(show, 'nobody', at(62))).rejects.toMatchObject({ statusCode: 429 });
    await one.turn(at(100));
    expect(await QueueEntry.countDocuments({ state: 'admitted' })).toBe(3);
    await one.turn(at(121));
    expect(await queue.find(show, fourth!, at(122))).toMatchObject({ status: 'admitted' });
    await expect(queue.check(show, first!, at(122))).rejects.toMatchObject({ statusCode: 429 });
    // Whose turn has passed begins again behind everybody.
    await expect(queue.find(show, first!, at(122))).rejects.toMatchObject({ statusCode: 404 });
    // Of ten, six were let through; four wait.
    expect(await queue.join(show, first!, at(123))).toEqual({ status: 'waiting', position: 5 });
    await one.turn(at(124));
    expect((await line()).at(-1)).toBe(first);
  });

  it('counts the line once a second, whoever asks', async () => {
    const line = new FairQueue();
    const count = jest.spyOn(QueueEntry, 'countDocuments');
    expect(await line.join(show, 'first', at(0))).toMatchObject({ position: 1 });
    await Promise.all(names(50).map((user) => line.join(show, user, at(0.5))));
    expect(await line.find(show, 'first', at(0.9))).toMatchObject({ position: 1 });
    expect(count).toHaveBeenCalledTimes(1);
    expect(await line.find(show, 'first', at(1))).toMatchObject({ position: 51 });
    expect(count).toHaveBeenCalledTimes(2);
    count.mockRestore();
  });

  it('keeps one place for each, however often and wherever they ask', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => queue.join(show, 'eager', at(1))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['waiting']));
    expect(await QueueEntry.countDocuments({ userId: 'eager' })).toBe(1);
  });

  it('gives nobody a number twice when a keeper died in between and two are at work', async () => {
    await Promise.all(names(300).map((user) => queue.join(show, user, at(0))));
    const writes = jest.spyOn(QueueEntry, 'bulkWrite');
    writes.mockImplementationOnce(async (...args) => {
      await QueueEntry.collection.bulkWrite((args[0] as never[]).slice(0, 70));
      throw new Error('the keeper died');
    });
    await keeper(3).turn(at(61));
    expect(await QueueEntry.countDocuments({ number: { $exists: true } })).toBe(70);
    writes.mockRestore();
    // A stalled keeper wakes up after its lease has passed on.
    await Promise.all([keeper(3, 'one').turn(at(62)), keeper(3, 'two').turn(at(62))]);
    await keeper(3).turn(at(63));
    const numbers = (await QueueEntry.find().sort({ number: 1 }).lean()).map(({ number }) => number);
    expect(numbers).toEqual(names(300).map((_, i) => i + 1));
  });

  it('moves on though another can not', async () => {
    const other = '665f1f77bcf86cd799439010';
    await Show.create({ _id: other, status: 'scheduled', queue: true, version: 0 });
    for (const each of [other, show]) await queue.join(each, 'first', at(0));
    const writes = jest.spyOn(QueueEntry, 'bulkWrite').mockRejectedValueOnce(new Error('not to be written'));
    await keeper().turn(at(61));
    expect(writes).toHaveBeenCalledTimes(2);
    writes.mockRestore();
    expect(await QueueEntry.countDocuments({ state: 'admitted' })).toBe(1);
  });

  it('goes on counting where all who were let through are gone from the store', async () => {
    await Promise.all(names(6).map((user) => queue.join(show, user, at(0))));
    const one = keeper();
    for (const seconds of [61, 122]) await one.turn(at(seconds));
    await QueueEntry.deleteMany();
    const later = ['a', 'b', 'c', 'd', 'e'];
    for (const [i, user] of later.entries()) await queue.join(show, user, at(700_000 + i));
    await one.turn(at(700_010));
    expect(await queue.find(show, 'd', at(700_011))).toEqual({ status: 'waiting', position: 1 });
    expect(await queue.find(show, 'e', at(700_011))).toEqual({ status: 'waiting', position: 2 });
  });

  describe('of a sale that begins later', () => {
    const sellFrom = (saleStartsAt: Date) =>
      Ticket.updateOne(
        { 'terms.showId': show },
        { title: 'Stalls', price: 20, userId: 'seller', 'terms.saleStartsAt': saleStartsAt },
        { upsert: true },
      );
    const until = async () => (await queue.find(show, 'early', at(0))).until;

    it('is drawn a minute after that, also when it was moved before the draw', async () => {
      await sellFrom(at(3_600));
      expect(await queue.join(show, 'early', at(0))).toMatchObject({ until: at(3_660) });
      const one = keeper();
      await sellFrom(at(7_200));
      await one.turn(at(3_661));
      expect(await until()).toEqual(at(7_260));
      await sellFrom(at(3_000));
      await one.turn(at(3_700));
      expect(await until()).toEqual(at(3_760));
      await one.turn(at(3_710));
      expect(await until()).toEqual(at(3_760));
      await one.turn(at(3_760));
      expect(await queue.find(show, 'early', at(3_761))).toMatchObject({ status: 'admitted' });
      await sellFrom(at(9_000));
      await queue.join(show, 'late', at(3_761));
      await one.turn(at(3_762));
      expect((await ShowQueue.findById(show))!.drawAt).toEqual(at(3_760));
    });

    it('keeps who came weeks before until a week after the draw', async () => {
      const days = 86_400;
      await sellFrom(at(30 * days));
      await queue.join(show, 'early', at(0));
      expect((await QueueEntry.findOne().lean())!.expireAt).toBeUndefined();
      await keeper().turn(at(30 * days + 60));
      expect((await QueueEntry.findOne().lean())!.expireAt).toEqual(at(37 * days + 60));
    });
  });

  it('ends the entries of an earlier installation as before, once they have numbers', async () => {
    await QueueEntry.collection.createIndex({ joinedAt: 1 }, { expireAfterSeconds: 7 * 86_400 });
    for (const user of ['drawn', 'early']) await queue.join(show, user, at(0));
    await QueueEntry.updateOne({ userId: 'drawn' }, { number: 1, state: 'waiting' });
    await adoptEntries();
    await adoptEntries();
    const entries = await QueueEntry.find().sort({ userId: 1 }).lean();
    expect(entries.map(({ expireAt }) => expireAt)).toEqual([at(7 * 86_400), undefined]);
    const indexes = await QueueEntry.collection.indexes();
    const ends = indexes.filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined);
    expect(ends.map(({ name }) => name)).toEqual(['expireAt_1']);
  });

  it('answers 404 where there is none', async () => {
    await expect(queue.join('665f1f77bcf86cd799439012', 'u', at(0))).rejects.toMatchObject({
      statusCode: 404,
    });
    await expect(queue.find(show, 'stranger', at(0))).rejects.toMatchObject({ statusCode: 404 });
  });
});
