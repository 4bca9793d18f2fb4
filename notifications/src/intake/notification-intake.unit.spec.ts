import mongoose from 'mongoose';
import { deterministicUuid } from '../notification/notification-id';
import { publishedToSupport, usePipeline } from '../testing/setup';
import { mailRequest } from '../testing/stored';

jest.mock('../nats-wrapper');

const parts = usePipeline();
const eventUuid = (channel: string) => deterministicUuid('event-1', 'user-1', channel);

describe('the intake', () => {
  it('answers in the order of the requests, with and without a support ticket', async () => {
    const [plain, told, again] = [mailRequest(), mailRequest({ supportTicketId: 't' }), mailRequest()];
    await parts.pipeline.intake.accept([again]);
    const results = await parts.pipeline.intake.accept([plain, told, again, { ...plain, text: 'Other' }]);
    expect(results).toEqual([
      { outcome: 'accepted', id: plain.uuid },
      { outcome: 'accepted', id: told.uuid },
      { outcome: 'duplicate', id: again.uuid },
      { outcome: 'conflict', id: plain.uuid },
    ]);
    expect(await publishedToSupport(parts.outbox)).toHaveLength(1);
  });

  it('tells nobody twice of an event that is delivered again, however its text reads by then', async () => {
    const request = mailRequest({ uuid: eventUuid('EMAIL'), origin: 'event', userId: 'user-1' });
    const first = await parts.pipeline.intake.accept([request]);
    const second = await parts.pipeline.intake.accept([{ ...request, text: 'With another name' }]);
    expect([first[0]?.outcome, second[0]?.outcome]).toEqual(['accepted', 'duplicate']);
    expect(await parts.rows()).toMatchObject([{ text: 'Hello World' }]);
  });

  it('knows a text again that was cut within a character', async () => {
    const request = mailRequest({ text: 'Hello \ud83d', subject: 'cut \ud83d' });
    const outcomes = [];
    for (const again of [request, request, { ...request, text: 'Hello \ufffe' }]) {
      outcomes.push((await parts.pipeline.intake.accept([again]))[0]?.outcome);
    }
    expect(outcomes).toEqual(['accepted', 'duplicate', 'conflict']);
  });

  it('is done with what is only shown in the app', async () => {
    const request = mailRequest({ type: 'INBOX', userId: 'user-1', supportTicketId: 't' });
    await parts.pipeline.intake.accept([request]);
    const [row] = await parts.rows();
    expect(row).toMatchObject({
      status: 'PROCESSED',
      processedAt: expect.any(Date),
      expireAt: expect.any(Date),
    });
    expect(row).not.toHaveProperty('dueAt');
    expect(await publishedToSupport(parts.outbox)).toEqual([]);
  });

  it('stores with a transaction, or not at all', async () => {
    const failing = parts.outbox.transaction(async (tx) => {
      await parts.pipeline.intake.accept([mailRequest({ supportTicketId: 't' })], { tx });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await parts.rows()).toEqual([]);
    const known = mailRequest();
    await parts.pipeline.intake.accept([known]);
    const results = await parts.outbox.transaction((tx) =>
      parts.pipeline.intake.accept([known, mailRequest({ supportTicketId: 't' })], { tx }),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['duplicate', 'accepted']);
    expect(await parts.rows()).toHaveLength(2);
    expect(await publishedToSupport(parts.outbox)).toHaveLength(1);
  });

  it('takes a uuid anew that retention frees while it is compared', async () => {
    const request = mailRequest();
    await parts.pipeline.intake.accept([request]);
    const find = jest.spyOn(parts.pipeline.collection, 'find');
    const removeFirst = () => parts.pipeline.collection.deleteMany({}).then(() => []);
    find.mockImplementationOnce(() => ({ toArray: removeFirst }) as never);
    const [result] = await parts.pipeline.intake.accept([request]);
    find.mockRestore();
    expect(result).toEqual({ outcome: 'accepted', id: request.uuid });
    expect(await parts.rows()).toHaveLength(1);
  });

  describe('while the database goes away', () => {
    const gone = new mongoose.mongo.MongoNetworkError('connection closed');
    const command = () => jest.spyOn(parts.pipeline.connection.db!, 'command');
    afterEach(() => jest.restoreAllMocks());

    it('tries once more, and finds what it had stored when only the answer was lost', async () => {
      const request = mailRequest();
      const { db } = parts.pipeline.connection;
      const send = db!.command.bind(db);
      command().mockImplementationOnce(async (...args) => {
        await send(...args);
        throw gone;
      });
      expect(await parts.pipeline.intake.submit(request)).toEqual({ outcome: 'duplicate', id: request.uuid });
      expect(await parts.rows()).toHaveLength(1);
    });

    it('tries once more what was stored, but is not known to be on a majority', async () => {
      const request = mailRequest();
      const { db } = parts.pipeline.connection;
      const send = db!.command.bind(db);
      const writeConcernError = { code: 189, errmsg: 'primary steps down' };
      command().mockImplementationOnce(async (...args) => ({ ...(await send(...args)), writeConcernError }));
      const insertMany = jest.spyOn(parts.pipeline.collection, 'insertMany');
      expect(await parts.pipeline.intake.submit(request)).toEqual({ outcome: 'duplicate', id: request.uuid });
      expect(insertMany).toHaveBeenCalledTimes(1);
      expect(await parts.rows()).toHaveLength(1);
    });

    it('fails as a whole, and may be asked again', async () => {
      const request = mailRequest();
      command().mockRejectedValueOnce(gone);
      jest.spyOn(parts.pipeline.collection, 'insertMany').mockRejectedValueOnce(gone);
      await expect(parts.pipeline.intake.submit(request)).rejects.toBe(gone);
      expect(await parts.pipeline.intake.submit(request)).toEqual({ outcome: 'accepted', id: request.uuid });
    });
  });

  it.each([
    [64, 'in one command', 0],
    [65, 'in several when one would be too large', 1],
  ])('stores %i of the longest texts %s', async (count, _how, times) => {
    const insertMany = jest.spyOn(parts.pipeline.collection, 'insertMany');
    const requests = Array.from({ length: count }, () => mailRequest({ text: '€'.repeat(65_536) }));
    const results = await parts.pipeline.intake.accept(requests);
    expect(insertMany).toHaveBeenCalledTimes(times);
    insertMany.mockRestore();
    expect(results.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(count);
    expect(await parts.pipeline.collection.countDocuments()).toBe(count);
  });
});
