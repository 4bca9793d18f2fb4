import { testLogger, waitFor } from '@ticketing/common/testing';
import type { NotificationRequest } from '../domain/notification';
import type { PushOutcome } from '../domain/push-outcome';
import { toldToSupport } from '../testing/sending-parts';
import { stored } from '../testing/stored';
import { useWorkers } from '../testing/worker-parts';
import { afterPush } from './entries';
import { Ledger } from './ledger';

jest.mock('../nats-wrapper');

const parts = useWorkers();

describe('the ledger', () => {
  const away = new Error('the database is away');
  afterEach(() => jest.restoreAllMocks());

  /** A push that was taken, of a notification that is claimed. */
  async function taken(request: Partial<NotificationRequest> = {}) {
    const claim = 'me';
    const row = await stored(parts.collection, request, { status: 'SENDING', claim });
    const push = { at: new Date(), tookMs: 1, outcome: { kind: 'accepted' } } as const;
    return { row, entry: afterPush(row, push, { status: 'PROCESSED' }) };
  }
  const spyOnWrites = () => jest.spyOn(parts.collection.conn.db!, 'command');
  const ledger = () => new Ledger({ ...parts, logger: testLogger });

  it('keeps an answer until the database is back', async () => {
    const { row, entry } = await taken();
    const write = spyOnWrites();
    write.mockRejectedValueOnce(away).mockRejectedValueOnce(away);
    await ledger().write(entry);
    expect(write).toHaveBeenCalledTimes(3);
    expect(await parts.row(row._id)).toMatchObject({ status: 'PROCESSED' });
  });

  it('leaves it to the lease when it has to stop before', async () => {
    const { row, entry } = await taken();
    spyOnWrites().mockRejectedValue(away);
    const one = ledger();
    const written = one.write(entry);
    one.abandon();
    await written;
    expect(await parts.row(row._id)).toMatchObject({ status: 'SENDING', claim: 'me' });
  });

  it('stores answers that come together in one write, and tells watchers of each', async () => {
    const entries = await Promise.all([1, 2, 3].map(() => taken()));
    const write = spyOnWrites();
    const heard: string[] = [];
    const forget = parts.changes.onChanges((changes) => heard.push(...changes.map(({ id }) => id)));
    const one = ledger();
    await Promise.all(entries.map(({ entry }) => one.write(entry)));
    forget();
    expect(write).toHaveBeenCalledTimes(1);
    await waitFor(() => heard.length === 3);
    expect(heard.sort()).toEqual(entries.map(({ row }) => row._id).sort());
  });

  describe('when another worker has answered since, because the lease ran out', () => {
    const push = (outcome: PushOutcome) => ({ at: new Date(), tookMs: 2, outcome });
    const told = async () =>
      (await toldToSupport(parts.outbox)).map(
        ({ version, status }) => `${String(version)} ${String(status)}`,
      );

    it('tells a yes as the next status', async () => {
      const { row, entry } = await taken({ supportTicketId: 'ticket-1' });
      const refused = push({ kind: 'refused', code: '400', error: 'no' });
      await ledger().write(afterPush(row, refused, { status: 'DEAD', reason: 'refused' }));
      await ledger().write(entry);
      expect(await parts.row(row._id)).toMatchObject({ status: 'PROCESSED', version: 2 });
      expect(await told()).toEqual(['1 DEAD', '2 PROCESSED']);
    });

    it('tells nothing of a second yes, and keeps it among the attempts', async () => {
      const { row, entry } = await taken({ supportTicketId: 'ticket-1' });
      await ledger().write(afterPush(row, push({ kind: 'accepted' }), { status: 'PROCESSED' }));
      await ledger().write(entry);
      expect(await parts.row(row._id)).toMatchObject({ status: 'PROCESSED', version: 1 });
      expect((await parts.row(row._id)).attempts).toHaveLength(2);
      expect(await told()).toEqual(['1 PROCESSED']);
    });
  });
});
