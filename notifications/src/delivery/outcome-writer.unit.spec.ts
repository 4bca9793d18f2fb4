import { testLogger, waitFor } from '@ticketing/common/testing';
import { DeadLetters } from '../notification/dead-letters';
import type { NotificationRequest } from '../notification/notification';
import { publishedToSupport } from '../testing/setup';
import { stored } from '../testing/stored';
import { useWorkers } from '../testing/test-worker';
import { leaseLostTotal } from './metrics';
import { afterPush, OutcomeWriter } from './outcome-writer';
import type { PushOutcome } from './push-outcome';

jest.mock('../nats-wrapper');

const workers = useWorkers();

describe('the outcome writer', () => {
  const away = new Error('the database is away');
  const forgetting: (() => void)[] = [];
  afterEach(() => {
    jest.restoreAllMocks();
    for (const forget of forgetting.splice(0)) forget();
  });

  /** A push that was taken, of a notification that is claimed. */
  async function taken(request: Partial<NotificationRequest> = {}) {
    const claim = 'me';
    const row = await stored(workers.collection, request, { status: 'SENDING', claim });
    const push = { at: new Date(), tookMs: 1, outcome: { kind: 'accepted' } } as const;
    return { row, entry: afterPush(row, push, { status: 'PROCESSED' }) };
  }
  const spyOnWrites = () => jest.spyOn(workers.collection.conn.db!, 'command');
  /** Listens to what watchers are told, until so many were; more of it would show in what the next call returns. */
  const hear = () => {
    const heard: string[] = [];
    const forget = workers.changes.onChanges((changes) =>
      heard.push(...changes.map(({ version, status }) => `${version} ${status}`)),
    );
    forgetting.push(forget);
    return async (count: number) => {
      await waitFor(() => heard.length >= count);
      return heard;
    };
  };
  const leaseLost = async () => (await leaseLostTotal.get()).values[0]?.value ?? 0;
  const outcomes = () => new OutcomeWriter({ ...workers, logger: testLogger });

  it('keeps an answer until the database is back', async () => {
    const { row, entry } = await taken();
    const write = spyOnWrites();
    write.mockRejectedValueOnce(away).mockRejectedValueOnce(away);
    await outcomes().write(entry);
    expect(write).toHaveBeenCalledTimes(3);
    expect(await workers.row(row._id)).toMatchObject({ status: 'PROCESSED' });
  });

  it('leaves it to the lease when it has to stop before', async () => {
    const { row, entry } = await taken();
    spyOnWrites().mockRejectedValue(away);
    const one = outcomes();
    const written = one.write(entry);
    one.abandon();
    await written;
    expect(await workers.row(row._id)).toMatchObject({ status: 'SENDING', claim: 'me' });
  });

  it('stores answers that come together in one write, and tells watchers of each', async () => {
    const entries = await Promise.all([1, 2, 3].map(() => taken()));
    const write = spyOnWrites();
    const heard: string[] = [];
    forgetting.push(workers.changes.onChanges((changes) => heard.push(...changes.map(({ id }) => id))));
    const one = outcomes();
    await Promise.all(entries.map(({ entry }) => one.write(entry)));
    expect(write).toHaveBeenCalledTimes(1);
    await waitFor(() => heard.length === 3);
    expect(heard.sort()).toEqual(entries.map(({ row }) => row._id).sort());
  });

  describe('when the database’s answer is lost', () => {
    it('finds what it wrote, and tells of it once', async () => {
      const entries = await Promise.all([taken(), taken()]);
      const { db } = workers.collection.conn;
      const command = db!.command.bind(db);
      const write = spyOnWrites().mockImplementationOnce(async (...args) => {
        await command(...args);
        throw away;
      });
      const heard = hear();
      const lost = await leaseLost();
      const one = outcomes();
      await Promise.all(entries.map(({ entry }) => one.write(entry)));
      expect(write).toHaveBeenCalledTimes(2);
      for (const { row } of entries) {
        expect(await workers.row(row._id)).toMatchObject({ status: 'PROCESSED', version: 1 });
        expect((await workers.row(row._id)).attempts).toHaveLength(1);
      }
      expect(await heard(2)).toEqual(['1 PROCESSED', '1 PROCESSED']);
      expect(await leaseLost()).toBe(lost);
    });
  });

  it('says nothing of a refusal whose lease another worker has', async () => {
    const { row } = await taken();
    const refused = { kind: 'refused', code: '400', error: 'no' } as const;
    const theirs = { ...row, claim: 'somebody' };
    const push = { at: new Date(), tookMs: 1, outcome: refused };
    const heard = hear();
    const lost = await leaseLost();
    await outcomes().write(afterPush(theirs, push, { status: 'DEAD', reason: 'refused' }));
    expect(await workers.row(row._id)).toMatchObject({ status: 'SENDING', claim: 'me', version: 0 });
    await outcomes().write(afterPush(row, push, { status: 'DEAD', reason: 'refused' }));
    expect(await heard(1)).toEqual(['1 DEAD']);
    expect(await leaseLost()).toBe(lost + 1);
  });

  describe('when another worker has answered since, because the lease ran out', () => {
    const push = (outcome: PushOutcome) => ({ at: new Date(), tookMs: 2, outcome });
    const told = async () =>
      (await publishedToSupport(workers.outbox)).map(
        ({ version, status }) => `${String(version)} ${String(status)}`,
      );

    it('tells a yes as the next status', async () => {
      const { row, entry } = await taken({ supportTicketId: 'ticket-1' });
      const refused = push({ kind: 'refused', code: '400', error: 'no' });
      await outcomes().write(afterPush(row, refused, { status: 'DEAD', reason: 'refused' }));
      await outcomes().write(entry);
      expect(await workers.row(row._id)).toMatchObject({ status: 'PROCESSED', version: 2 });
      expect(await told()).toEqual(['1 DEAD', '2 PROCESSED']);
    });

    it.each([{}, { supportTicketId: 'ticket-1' }])(
      'leaves no dead letter behind a yes (%j)',
      async (request) => {
        const { row, entry } = await taken(request);
        const refused = push({ kind: 'refused', code: '400', error: 'no' });
        await outcomes().write(afterPush(row, refused, { status: 'DEAD', reason: 'refused' }));
        await outcomes().write(entry);
        expect(await workers.row(row._id)).toMatchObject({ status: 'PROCESSED', version: 2 });
        expect(await new DeadLetters({ ...workers, logger: testLogger }).list(100)).toEqual([]);
        expect(await workers.row(row._id)).not.toHaveProperty('deadReason');
      },
    );

    it('tells nothing of a second yes, and keeps it among the attempts', async () => {
      const { row, entry } = await taken({ supportTicketId: 'ticket-1' });
      await outcomes().write(afterPush(row, push({ kind: 'accepted' }), { status: 'PROCESSED' }));
      await outcomes().write(entry);
      expect(await workers.row(row._id)).toMatchObject({ status: 'PROCESSED', version: 1 });
      expect((await workers.row(row._id)).attempts).toHaveLength(2);
      expect(await told()).toEqual(['1 PROCESSED']);
    });

    it('does the same where the help desk isn’t concerned', async () => {
      const [late, again] = [await taken(), await taken()];
      const heard = hear();
      const refused = push({ kind: 'refused', code: '400', error: 'no' });
      await outcomes().write(afterPush(late.row, refused, { status: 'DEAD', reason: 'refused' }));
      await outcomes().write(late.entry);
      expect(await workers.row(late.row._id)).toMatchObject({ status: 'PROCESSED', version: 2 });
      expect(await heard(2)).toEqual(['1 DEAD', '2 PROCESSED']);

      await outcomes().write(afterPush(again.row, push({ kind: 'accepted' }), { status: 'PROCESSED' }));
      await outcomes().write(again.entry);
      expect(await workers.row(again.row._id)).toMatchObject({ status: 'PROCESSED', version: 1 });
      expect((await workers.row(again.row._id)).attempts).toHaveLength(2);
      expect(await heard(3)).toEqual(['1 DEAD', '2 PROCESSED', '1 PROCESSED']);
    });
  });
});
