import { deterministicUuid } from '../domain/deterministic-uuid';
import { toldToSupport, useSendingParts } from '../testing/sending-parts';
import { mailRequest } from '../testing/stored';

jest.mock('../nats-wrapper');

const parts = useSendingParts();
const eventUuid = (channel: string) => deterministicUuid('event-1', 'user-1', channel);

describe('the intake', () => {
  it('answers in the order of the requests, with and without a support ticket', async () => {
    const [plain, told, again] = [mailRequest(), mailRequest({ supportTicketId: 't' }), mailRequest()];
    await parts.sending.intake.accept([again]);
    const results = await parts.sending.intake.accept([plain, told, again, { ...plain, text: 'Other' }]);
    expect(results).toEqual([
      { outcome: 'accepted', id: plain.uuid },
      { outcome: 'accepted', id: told.uuid },
      { outcome: 'duplicate', id: again.uuid },
      { outcome: 'conflict', id: plain.uuid },
    ]);
    expect(await toldToSupport(parts.outbox)).toHaveLength(1);
  });

  it('tells nobody twice of an event that is delivered again, however its text reads by then', async () => {
    const request = mailRequest({ uuid: eventUuid('EMAIL'), origin: 'event', userId: 'user-1' });
    const first = await parts.sending.intake.accept([request]);
    const second = await parts.sending.intake.accept([{ ...request, text: 'With another name' }]);
    expect([first[0]?.outcome, second[0]?.outcome]).toEqual(['accepted', 'duplicate']);
    expect(await parts.rows()).toMatchObject([{ text: 'Hello World' }]);
  });

  it('is done with what is only shown in the app', async () => {
    const request = mailRequest({ type: 'INBOX', userId: 'user-1', supportTicketId: 't' });
    await parts.sending.intake.accept([request]);
    const [row] = await parts.rows();
    expect(row).toMatchObject({
      status: 'PROCESSED',
      processedAt: expect.any(Date),
      expireAt: expect.any(Date),
    });
    expect(row).not.toHaveProperty('dueAt');
    expect(await toldToSupport(parts.outbox)).toEqual([]);
  });

  it('stores with a transaction, or not at all', async () => {
    const failing = parts.outbox.transaction(async (tx) => {
      await parts.sending.intake.accept([mailRequest({ supportTicketId: 't' })], { tx });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await parts.rows()).toEqual([]);
    const known = mailRequest();
    await parts.sending.intake.accept([known]);
    const results = await parts.outbox.transaction((tx) =>
      parts.sending.intake.accept([known, mailRequest({ supportTicketId: 't' })], { tx }),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['duplicate', 'accepted']);
    expect(await parts.rows()).toHaveLength(2);
    expect(await toldToSupport(parts.outbox)).toHaveLength(1);
  });

  it('takes a uuid anew that retention frees while it is compared', async () => {
    const request = mailRequest();
    await parts.sending.intake.accept([request]);
    const find = jest.spyOn(parts.sending.collection, 'find');
    const removeFirst = () => parts.sending.collection.deleteMany({}).then(() => []);
    find.mockImplementationOnce(() => ({ toArray: removeFirst }) as never);
    const [result] = await parts.sending.intake.accept([request]);
    find.mockRestore();
    expect(result).toEqual({ outcome: 'accepted', id: request.uuid });
    expect(await parts.rows()).toHaveLength(1);
  });

  it('fails as a whole when the database is away, and may be asked again', async () => {
    const request = mailRequest();
    const away = jest.spyOn(parts.sending.collection, 'insertMany').mockRejectedValueOnce(new Error('away'));
    await expect(parts.sending.intake.submit(request)).rejects.toThrow('away');
    away.mockRestore();
    expect(await parts.sending.intake.submit(request)).toEqual({ outcome: 'accepted', id: request.uuid });
  });
});
