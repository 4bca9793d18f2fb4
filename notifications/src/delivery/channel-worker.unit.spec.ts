import { setImmediate } from 'node:timers/promises';
import { waitFor } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { publishedToSupport } from '../testing/setup';
import { stored } from '../testing/stored';
import { ScriptedProvider, useWorkers } from '../testing/test-worker';
import type { Address } from './address-book';
import { Pool, Waker } from './channel-worker';
import type { PushOutcome } from './push-outcome';
import { CODE_KIND, SmsBudget } from './sms-budget';

jest.mock('../nats-wrapper');

describe('a worker', () => {
  const workers = useWorkers();
  const failed: PushOutcome = { kind: 'retry', code: '451', error: 'try later', failsProvider: false };
  const reaches = (id: string, status: string) =>
    waitFor(async () => (await workers.row(id)).status === status, { timeout: 15_000 });

  describe('a push that is taken', () => {
    it('marks the notification processed, with what the provider said', async () => {
      const answer: PushOutcome = {
        kind: 'accepted',
        messageId: '<1@x>',
        response: '250 OK',
        accepted: ['a'],
        rejected: [],
      };
      const provider = new ScriptedProvider(() => answer);
      const { _id } = await stored(workers.collection, {
        subject: 'Hi',
        html: '<p>Hello</p>',
        unsubscribeUrl: 'https://u',
      });
      workers.start({ provider });
      await reaches(_id, 'PROCESSED');
      expect(provider.pushed).toEqual([
        expect.objectContaining({
          uuid: _id,
          receiver: `${_id}@example.com`,
          text: 'Hello World',
          subject: 'Hi',
        }),
      ]);
      const row = await workers.row(_id);
      expect(row).toMatchObject({
        version: 1,
        tries: 1,
        processedAt: expect.any(Date),
        expireAt: expect.any(Date),
      });
      expect(row.attempts).toMatchObject([
        { number: 1, outcome: 'accepted', messageId: '<1@x>', response: '250 OK' },
      ]);
      expect(row).not.toHaveProperty('dueAt');
      expect(row).not.toHaveProperty('claim');
    });

    it('has attached what is made for it then, for a proven address only, and is tried again without', async () => {
      const file = { filename: 'tickets.pdf', contentType: 'application/pdf', content: Buffer.from('%PDF-') };
      const attach = jest.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue([file]);
      const provider = new ScriptedProvider();
      const mail = { receiver: undefined, admissionIds: ['a'] };
      const theirs = await stored(workers.collection, { ...mail, userId: 'ann' });
      const unproven = await stored(workers.collection, { ...mail, userId: 'eve' });
      const addresses = { ann: 'ann@example.com', eve: { address: 'eve@example.com', proven: false } };
      workers.start({ provider, addresses, attach });
      await reaches(theirs._id, 'PROCESSED');
      await reaches(unproven._id, 'PROCESSED');
      expect((await workers.row(theirs._id)).attempts).toMatchObject([{ code: 'ATTACHMENT' }, { number: 2 }]);
      const attached = provider.pushed.map(({ receiver, attachments }) => [receiver, attachments]);
      expect(attached).toEqual(
        expect.arrayContaining([
          ['ann@example.com', [file]],
          ['eve@example.com', undefined],
        ]),
      );
    });

    it('happens once for each of hundreds, whoever of two workers takes them', async () => {
      const provider = new ScriptedProvider();
      const rows = await Promise.all(Array.from({ length: 300 }, () => stored(workers.collection)));
      workers.start({ provider, batch: 20 });
      workers.start({ provider, batch: 20 });
      await waitFor(async () => (await workers.collection.countDocuments({ status: 'PROCESSED' })) === 300, {
        timeout: 20_000,
      });
      const pushed = provider.pushed.map(({ uuid }) => uuid).sort();
      expect(pushed).toEqual(rows.map(({ _id }) => _id).sort());
    });
  });

  describe('a push that fails', () => {
    it('is repeated five times, each written down, then the notification is dead', async () => {
      const provider = new ScriptedProvider(() => failed);
      const { _id } = await stored(workers.collection);
      workers.start({ provider });
      await reaches(_id, 'DEAD');
      expect(provider.pushed).toHaveLength(6);
      const row = await workers.row(_id);
      expect(row).toMatchObject({ deadReason: 'retries exhausted', tries: 6, deadAt: expect.any(Date) });
      expect(row.attempts?.map(({ number, outcome, code }) => [number, outcome, code])).toEqual(
        [1, 2, 3, 4, 5, 6].map((number) => [number, 'retry', '451']),
      );
    });

    it('may go well another time', async () => {
      const provider = new ScriptedProvider((_, nth) => (nth < 3 ? failed : { kind: 'accepted' }));
      const { _id } = await stored(workers.collection);
      workers.start({ provider });
      await reaches(_id, 'PROCESSED');
      const row = await workers.row(_id);
      expect(row.attempts?.map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'accepted']);
      expect(row.version).toBe(2);
    });

    it('waits as long as the provider asked for', async () => {
      const provider = new ScriptedProvider(() => ({ ...failed, retryAfterMs: 60_000 }));
      const { _id } = await stored(workers.collection);
      workers.start({ provider });
      await reaches(_id, 'RETRYING');
      const dueIn = ((await workers.row(_id)).dueAt?.getTime() ?? 0) - Date.now();
      expect(dueIn).toBeGreaterThan(55_000);
    });

    it('is not repeated when it was refused for good', async () => {
      const provider = new ScriptedProvider(() => ({
        kind: 'refused',
        code: '550',
        error: 'no such mailbox',
      }));
      const { _id } = await stored(workers.collection);
      workers.start({ provider });
      await reaches(_id, 'DEAD');
      expect(provider.pushed).toHaveLength(1);
      expect(await workers.row(_id)).toMatchObject({ deadReason: 'refused', version: 1 });
    });

    it('is one of our own faults when the provider throws', async () => {
      const provider = new ScriptedProvider((_, nth) => {
        if (nth === 1) throw new Error('a bug');
        return { kind: 'accepted' };
      });
      const { _id } = await stored(workers.collection);
      workers.start({ provider });
      await reaches(_id, 'PROCESSED');
      expect((await workers.row(_id)).attempts?.[0]).toMatchObject({ outcome: 'retry', code: 'INTERNAL' });
    });
  });

  describe('who is told', () => {
    it('is looked up when it is sent', async () => {
      const provider = new ScriptedProvider();
      const { _id } = await stored(workers.collection, { receiver: undefined, userId: 'u1' });
      workers.start({ provider, addresses: { u1: 'u1@example.com' } });
      await reaches(_id, 'PROCESSED');
      expect(provider.pushed[0]?.receiver).toBe('u1@example.com');
    });

    it('is waited for when nobody knows them yet, at no cost', async () => {
      const provider = new ScriptedProvider();
      const addresses: Record<string, string> = {};
      const { _id } = await stored(workers.collection, { receiver: undefined, userId: 'u1' });
      workers.start({ provider, addresses });
      // A claimed row is SENDING and due later too: only one that was put off is ACCEPTED again.
      await waitFor(async () => {
        const { status, dueAt } = await workers.row(_id);
        return status === 'ACCEPTED' && (dueAt?.getTime() ?? 0) > Date.now();
      });
      expect((await workers.row(_id)).version).toBe(0);
      addresses['u1'] = 'u1@example.com';
      await reaches(_id, 'PROCESSED');
      expect((await workers.row(_id)).attempts).toHaveLength(1);
    });

    it('is given up after a day', async () => {
      const createdAt = new Date(Date.now() - 24 * 3_600_000);
      const { _id } = await stored(workers.collection, { receiver: undefined, userId: 'u1' }, { createdAt });
      workers.start({ provider: new ScriptedProvider() });
      await reaches(_id, 'DEAD');
      expect(await workers.row(_id)).toMatchObject({ deadReason: 'unknown recipient', version: 1 });
    });

    it('gets a text of their own only at an address that is proven to be theirs', async () => {
      const provider = new ScriptedProvider();
      const own = { receiver: 'ann@example.com', userId: 'u1', submitter: 'u1' };
      const addresses: Record<string, Address> = { u1: { address: 'ann@example.com', proven: false } };
      const rows = [
        await stored(workers.collection, own),
        await stored(workers.collection, { ...own, receiver: undefined }),
        await stored(workers.collection, own, { status: 'DEAD', deadAt: new Date(), dueAt: undefined }),
      ];
      const redriven = rows[2]!._id;
      await workers.collection.updateOne(
        { _id: redriven },
        { $set: { status: 'ACCEPTED', dueAt: new Date() } },
      );
      const worker = workers.start({ provider, addresses });
      for (const { _id } of rows) await reaches(_id, 'HELD');
      expect(await workers.row(redriven)).toMatchObject({ version: 1 });
      expect(await workers.row(redriven)).not.toHaveProperty('attempts');
      // A look that finds nothing new is no news.
      const again = () => workers.collection.updateMany({}, { $set: { dueAt: new Date() } });
      await again();
      worker.wake();
      await waitFor(async () => {
        const { status, dueAt } = await workers.row(redriven);
        return status === 'HELD' && dueAt!.getTime() > Date.now();
      });
      expect(await workers.row(redriven)).toMatchObject({ status: 'HELD', version: 1 });
      expect(provider.pushed).toEqual([]);
      addresses['u1'] = { address: 'ann@example.com', proven: true };
      await again();
      for (const { _id } of rows) await reaches(_id, 'PROCESSED');
      expect(provider.pushed.map(({ receiver }) => receiver)).toEqual(Array(3).fill('ann@example.com'));
    });

    it('gets no text of their own at an address that was theirs', async () => {
      const provider = new ScriptedProvider();
      const own = { receiver: 'old@example.com', userId: 'u1', submitter: 'u1' };
      const { _id } = await stored(workers.collection, own);
      workers.start({ provider, addresses: { u1: 'new@example.com' } });
      await reaches(_id, 'HELD');
      expect(provider.pushed).toEqual([]);
    });

    it('is not waited for longer than 30 days to prove an address', async () => {
      const createdAt = new Date(Date.now() - 30 * 24 * 3_600_000);
      const own = { receiver: 'ann@example.com', userId: 'u1', submitter: 'u1' };
      const { _id } = await stored(workers.collection, own, { createdAt, status: 'HELD' });
      workers.start({ provider: new ScriptedProvider() });
      await reaches(_id, 'DEAD');
      expect(await workers.row(_id)).toMatchObject({ deadReason: 'unverified', version: 1 });
    });

    it('is looked up again soon when that fails, which is no interruption', async () => {
      let looks = 0;
      const addresses = {
        get u1(): string {
          looks += 1;
          if (looks === 1) throw new Error('the database is away');
          return 'u1@example.com';
        },
      };
      const { _id } = await stored(workers.collection, { receiver: undefined, userId: 'u1' });
      workers.start({ provider: new ScriptedProvider(), addresses });
      await reaches(_id, 'PROCESSED');
      const row = await workers.row(_id);
      expect(row.attempts).toHaveLength(1);
      expect(row).not.toHaveProperty('interruptions');
    });

    it('is the configured receiver when it names none', async () => {
      const provider = new ScriptedProvider();
      const { _id } = await stored(workers.collection, { receiver: undefined });
      workers.start({ provider, defaultReceiver: 'ops@example.com' });
      await reaches(_id, 'PROCESSED');
      expect(provider.pushed[0]?.receiver).toBe('ops@example.com');
    });
  });

  describe('the rate limit of a receiver', () => {
    it('puts off what is too much, each to a time of its own, and costs no attempt', async () => {
      const provider = new ScriptedProvider();
      const receiver = 'busy@example.com';
      for (let n = 0; n < 4; n += 1) await stored(workers.collection, { receiver });
      const other = await stored(workers.collection);
      const begin = Date.now();
      workers.start({ provider, limit: { perMinute: 10, burst: 2 } });
      await reaches(other._id, 'PROCESSED');
      const waiting = await waitFor(async () => {
        const rows = await workers.collection.find({ permit: true }).sort({ dueAt: 1 }).toArray();
        return rows.length === 2 ? rows : undefined;
      });
      expect(provider.pushed.filter((message) => message.receiver === receiver)).toHaveLength(2);
      const dueIn = waiting.map(({ dueAt }) => (dueAt?.getTime() ?? 0) - begin);
      expect(dueIn[0]).toBeGreaterThanOrEqual(6_000);
      expect(dueIn[1]).toBeGreaterThanOrEqual(12_000);
      expect(dueIn[1]).toBeLessThan(60_000);
      expect(waiting.map(({ status, attempts }) => [status, attempts])).toEqual([
        ['ACCEPTED', undefined],
        ['ACCEPTED', undefined],
      ]);
      const due = new Date();
      await workers.collection.updateMany({ permit: true }, { $set: { dueAt: due } });
      await waitFor(async () => (await workers.collection.countDocuments({ status: 'PROCESSED' })) === 5);
    });
  });

  describe('the budget of a day', () => {
    it('puts off what is too much, once counted each, and no code, which was counted before', async () => {
      const provider = new ScriptedProvider((_message, nth) =>
        nth === 1 ? { kind: 'retry', code: '500', error: 'x', failsProvider: false } : { kind: 'accepted' },
      );
      const first = await stored(workers.collection, { type: 'SMS', receiver: '+14155550123' });
      const budget = new SmsBudget(mongoose.connection, 1);
      workers.start({ type: 'SMS', provider, budget });
      await reaches(first._id, 'PROCESSED');
      const second = await stored(workers.collection, { type: 'SMS', receiver: '+14155550123' });
      const code = await stored(workers.collection, {
        type: 'SMS',
        receiver: '+14155550123',
        kind: CODE_KIND,
      });
      await reaches(code._id, 'PROCESSED');
      await waitFor(async () => {
        const { status, dueAt } = await workers.row(second._id);
        return status === 'ACCEPTED' && (dueAt?.getTime() ?? 0) > Date.now() + 3_600_000;
      });
      expect(provider.pushed.map(({ uuid }) => uuid)).toEqual([first._id, first._id, code._id]);
    });
  });

  describe('a worker that stopped in the middle', () => {
    const at = () => new Date(Date.now() - 1_000);

    it('leaves its notifications to the next, which writes down that nobody knows', async () => {
      const provider = new ScriptedProvider();
      const { _id } = await stored(workers.collection, {}, { status: 'SENDING', claim: 'gone', dueAt: at() });
      workers.start({ provider });
      await reaches(_id, 'PROCESSED');
      const row = await workers.row(_id);
      expect(row.attempts?.map(({ number, outcome }) => [number, outcome])).toEqual([
        [1, 'unknown'],
        [2, 'accepted'],
      ]);
      expect(row.interruptions).toBe(1);
    });

    it('keeps them while its lease lasts', async () => {
      const provider = new ScriptedProvider();
      const dueAt = new Date(Date.now() + 60_000);
      await stored(workers.collection, {}, { status: 'SENDING', claim: 'alive', dueAt });
      const free = await stored(workers.collection);
      workers.start({ provider });
      await reaches(free._id, 'PROCESSED');
      expect(provider.pushed.map(({ uuid }) => uuid)).toEqual([free._id]);
    });

    it('is not itself while the database is away for longer than the lease: what was pushed is stored first', async () => {
      const away = new mongoose.mongo.MongoNetworkError('connection closed');
      const { db } = workers.collection.conn;
      const command = db!.command.bind(db);
      const back = Date.now() + 700;
      jest
        .spyOn(db!, 'command')
        .mockImplementation((...args) => (Date.now() < back ? Promise.reject(away) : command(...args)));
      const provider = new ScriptedProvider();
      const { _id } = await stored(workers.collection);
      workers.start({ provider, leaseMs: 100, pushTimeoutMs: 10 });
      await reaches(_id, 'PROCESSED');
      jest.restoreAllMocks();
      expect(provider.pushed).toHaveLength(1);
      expect((await workers.row(_id)).attempts).toHaveLength(1);
    });

    it('too often has a notification that makes it stop', async () => {
      const state = { status: 'SENDING', claim: 'gone', dueAt: at(), interruptions: 19 } as const;
      const { _id } = await stored(workers.collection, {}, state);
      const provider = new ScriptedProvider();
      workers.start({ provider });
      await reaches(_id, 'DEAD');
      expect(await workers.row(_id)).toMatchObject({
        deadReason: 'interrupted too often',
        interruptions: 20,
      });
      expect(provider.pushed).toHaveLength(0);
    });
  });

  describe('a worker that is told to stop', () => {
    it('finishes what it pushes and gives back the rest', async () => {
      let finish: (outcome: PushOutcome) => void = () => undefined;
      const provider = new ScriptedProvider(() => new Promise((resolve) => (finish = resolve)));
      for (let n = 0; n < 3; n += 1) await stored(workers.collection);
      const worker = workers.start({ provider, concurrency: 1 });
      await waitFor(() => provider.pushed.length === 1);
      const stopped = worker.stop();
      finish({ kind: 'accepted' });
      await stopped;
      const rows = await workers.collection.find().toArray();
      expect(rows.map(({ status }) => status).sort()).toEqual(['ACCEPTED', 'ACCEPTED', 'PROCESSED']);
      const back = rows.filter(({ status }) => status === 'ACCEPTED');
      expect(back.every(({ dueAt, claim }) => dueAt && dueAt.getTime() <= Date.now() && !claim)).toBe(true);
      expect(provider.pushed).toHaveLength(1);
    });

    it('begins no push that could outlast its lease', async () => {
      const provider = new ScriptedProvider();
      await stored(workers.collection);
      const worker = workers.start({ provider, leaseMs: 500, pushTimeoutMs: 1_000 });
      await waitFor(async () => (await workers.collection.countDocuments({ permit: true })) === 1);
      await worker.stop();
      expect(provider.pushed).toHaveLength(0);
    });
  });

  describe('a lease that was lost while the provider was asked', () => {
    const lost = async (answer: PushOutcome) => {
      const provider = new ScriptedProvider(async ({ uuid }) => {
        await workers.collection.updateOne({ _id: uuid }, { $set: { claim: 'another' } });
        return answer;
      });
      const { _id } = await stored(workers.collection);
      const worker = workers.start({ provider });
      await waitFor(() => provider.pushed.length === 1);
      await worker.stop();
      return workers.row(_id);
    };

    it('leaves a failure to who has it now', async () => {
      expect(await lost(failed)).toMatchObject({ status: 'SENDING', claim: 'another' });
    });

    it('does not make a yes undone', async () => {
      expect(await lost({ kind: 'accepted' })).toMatchObject({ status: 'PROCESSED' });
    });
  });

  describe('a notification about a support ticket', () => {
    it('tells the help desk of each new status once, with the next version', async () => {
      const provider = new ScriptedProvider((_, nth) => (nth < 3 ? failed : { kind: 'accepted' }));
      const { _id } = await stored(workers.collection, { supportTicketId: 'ticket-1' });
      workers.start({ provider });
      await reaches(_id, 'PROCESSED');
      // The row can be read a little before its event is on the way.
      await waitFor(async () => (await publishedToSupport(workers.outbox)).length > 1);
      expect(await publishedToSupport(workers.outbox)).toEqual([
        expect.objectContaining({ id: _id, version: 1, ticketId: 'ticket-1', status: 'RETRYING' }),
        expect.objectContaining({ id: _id, version: 2, ticketId: 'ticket-1', status: 'PROCESSED' }),
      ]);
    });
  });
});

describe('a batch', () => {
  const workers = useWorkers();

  describe('a batch whose provider answers at once', () => {
    it('leaves the event loop to others in between, and is pushed to its end', async () => {
      const count = 120;
      for (let n = 0; n < count; n += 1) await stored(workers.collection);
      let inFirstTurn: number | undefined;
      const provider = new ScriptedProvider((_message, nth) => {
        if (nth === 1) void setImmediate().then(() => (inFirstTurn = provider.pushed.length));
        return { kind: 'accepted' };
      });
      workers.start({ provider, batch: count });
      await waitFor(async () => (await workers.collection.countDocuments({ status: 'PROCESSED' })) === count);
      expect(inFirstTurn).toBeLessThanOrEqual(50);
      expect(new Set(provider.pushed.map(({ uuid }) => uuid)).size).toBe(count);
      expect(provider.pushed).toHaveLength(count);
    });
  });
});

describe('a pool', () => {
  describe('a pool', () => {
    it('runs so many tasks at a time, in their order', async () => {
      const pool = new Pool(2);
      const begun: number[] = [];
      const finish: (() => void)[] = [];
      const task = (n: number) =>
        pool.run(() => {
          begun.push(n);
          return new Promise<number>((resolve) => (finish[n] = () => resolve(n)));
        });
      const results = [0, 1, 2, 3].map(task);
      await Promise.resolve();
      expect(begun).toEqual([0, 1]);
      finish[1]?.();
      expect(await results[1]).toBe(1);
      expect(begun).toEqual([0, 1, 2]);
      for (const n of [0, 2]) finish[n]?.();
      await Promise.all([results[0], results[2]]);
      finish[3]?.();
      expect(await results[3]).toBe(3);
    });

    it('lets everyone in once it is open', async () => {
      const pool = new Pool(1);
      const finish: (() => void)[] = [];
      const first = pool.run(() => new Promise<void>((resolve) => finish.push(resolve)));
      const others = [1, 2].map((n) => pool.run(() => Promise.resolve(n)));
      pool.open();
      expect(await Promise.all(others)).toEqual([1, 2]);
      expect(await pool.run(() => Promise.resolve(3))).toBe(3);
      finish[0]?.();
      await first;
    });

    it('gives the place of a task that failed to the next', async () => {
      const pool = new Pool(1);
      const failing = pool.run(() => Promise.reject(new Error('failed')));
      const next = pool.run(() => Promise.resolve('done'));
      await expect(failing).rejects.toThrow('failed');
      expect(await next).toBe('done');
    });
  });

  describe('a waker', () => {
    it('ends a sleep', async () => {
      const waker = new Waker();
      const slept = waker.sleep(60_000);
      waker.wake();
      await slept;
    });

    it('lets a wake count that came before the sleep, once', async () => {
      const waker = new Waker();
      waker.wake();
      await waker.sleep(60_000);
      const began = Date.now();
      await waker.sleep(20);
      expect(Date.now() - began).toBeGreaterThanOrEqual(15);
    });
  });
});
