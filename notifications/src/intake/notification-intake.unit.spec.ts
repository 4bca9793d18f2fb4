import mongoose from 'mongoose';
import { deterministicUuid } from '../notification/notification-id';
import { publishedToSupport, usePipeline } from '../testing/setup';
import { mailRequest } from '../testing/stored';

jest.mock('../nats-wrapper');

const service = usePipeline();
const eventUuid = (channel: string) => deterministicUuid('event-1', 'user-1', channel);

describe('the intake', () => {
  it('answers in the order of the requests, with and without a support ticket', async () => {
    const [plain, told, again] = [mailRequest(), mailRequest({ supportTicketId: 't' }), mailRequest()];
    await service.pipeline.intake.accept([again]);
    const results = await service.pipeline.intake.accept([plain, told, again, { ...plain, text: 'Other' }]);
    expect(results).toEqual([
      { outcome: 'accepted', id: plain.uuid },
      { outcome: 'accepted', id: told.uuid },
      { outcome: 'duplicate', id: again.uuid },
      { outcome: 'conflict', id: plain.uuid },
    ]);
    expect(await publishedToSupport(service.outbox)).toHaveLength(1);
  });

  it('tells nobody twice of an event that is delivered again, however its text reads by then', async () => {
    const request = mailRequest({ uuid: eventUuid('EMAIL'), origin: 'event', userId: 'user-1' });
    const first = await service.pipeline.intake.accept([request]);
    const second = await service.pipeline.intake.accept([{ ...request, text: 'With another name' }]);
    expect([first[0]?.outcome, second[0]?.outcome]).toEqual(['accepted', 'duplicate']);
    expect(await service.notifications()).toMatchObject([{ text: 'Hello World' }]);
  });

  it('knows a text again that was cut within a character', async () => {
    const request = mailRequest({ text: 'Hello \ud83d', subject: 'cut \ud83d' });
    const outcomes = [];
    for (const again of [request, request, { ...request, text: 'Hello \ufffe' }]) {
      outcomes.push((await service.pipeline.intake.accept([again]))[0]?.outcome);
    }
    expect(outcomes).toEqual(['accepted', 'duplicate', 'conflict']);
  });

  it('is done with what is only shown in the app', async () => {
    const request = mailRequest({ type: 'INBOX', userId: 'user-1', supportTicketId: 't' });
    await service.pipeline.intake.accept([request]);
    const [row] = await service.notifications();
    expect(row).toMatchObject({
      status: 'PROCESSED',
      processedAt: expect.any(Date),
      expireAt: expect.any(Date),
    });
    expect(row).not.toHaveProperty('dueAt');
    expect(await publishedToSupport(service.outbox)).toEqual([]);
  });

  it('stores with a transaction, or not at all', async () => {
    const failing = service.outbox.transaction(async (tx) => {
      await service.pipeline.intake.accept([mailRequest({ supportTicketId: 't' })], { tx });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await service.notifications()).toEqual([]);
    const known = mailRequest();
    await service.pipeline.intake.accept([known]);
    const results = await service.outbox.transaction((tx) =>
      service.pipeline.intake.accept([known, mailRequest({ supportTicketId: 't' })], { tx }),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['duplicate', 'accepted']);
    expect(await service.notifications()).toHaveLength(2);
    expect(await publishedToSupport(service.outbox)).toHaveLength(1);
  });

  it('takes a uuid anew that retention frees while it is compared', async () => {
    const request = mailRequest();
    await service.pipeline.intake.accept([request]);
    const find = jest.spyOn(service.pipeline.collection, 'find');
    const removeFirst = () => service.pipeline.collection.deleteMany({}).then(() => []);
    find.mockImplementationOnce(() => ({ toArray: removeFirst }) as never);
    const [result] = await service.pipeline.intake.accept([request]);
    find.mockRestore();
    expect(result).toEqual({ outcome: 'accepted', id: request.uuid });
    expect(await service.notifications()).toHaveLength(1);
  });

  describe('while the database goes away', () => {
    const gone = new mongoose.mongo.MongoNetworkError('connection closed');
    const command = () => jest.spyOn(service.pipeline.connection.db!, 'command');
    afterEach(() => jest.restoreAllMocks());

    it('tries once more, and finds what it had stored when only the answer was lost', async () => {
      const request = mailRequest();
      const { db } = service.pipeline.connection;
      const send = db!.command.bind(db);
      command().mockImplementationOnce(async (...args) => {
        await send(...args);
        throw gone;
      });
      expect(await service.pipeline.intake.submit(request)).toEqual({
        outcome: 'duplicate',
        id: request.uuid,
      });
      expect(await service.notifications()).toHaveLength(1);
    });

    it('tries once more what was stored, but is not known to be on a majority', async () => {
      const request = mailRequest();
      const { db } = service.pipeline.connection;
      const send = db!.command.bind(db);
      const writeConcernError = { code: 189, errmsg: 'primary steps down' };
      command().mockImplementationOnce(async (...args) => ({ ...(await send(...args)), writeConcernError }));
      const insertMany = jest.spyOn(service.pipeline.collection, 'insertMany');
      expect(await service.pipeline.intake.submit(request)).toEqual({
        outcome: 'duplicate',
        id: request.uuid,
      });
      expect(insertMany).toHaveBeenCalledTimes(1);
      expect(await service.notifications()).toHaveLength(1);
    });

    it('fails as a whole, and may be asked again', async () => {
      const request = mailRequest();
      command().mockRejectedValueOnce(gone);
      jest.spyOn(service.pipeline.collection, 'insertMany').mockRejectedValueOnce(gone);
      await expect(service.pipeline.intake.submit(request)).rejects.toBe(gone);
      expect(await service.pipeline.intake.submit(request)).toEqual({
        outcome: 'accepted',
        id: request.uuid,
      });
    });
  });

  it.each([
    [64, 'in one command', 0],
    [65, 'in several when one would be too large', 1],
  ])('stores %i of the longest texts %s', async (count, _how, times) => {
    const insertMany = jest.spyOn(service.pipeline.collection, 'insertMany');
    const requests = Array.from({ length: count }, () => mailRequest({ text: '€'.repeat(65_536) }));
    const results = await service.pipeline.intake.accept(requests);
    expect(insertMany).toHaveBeenCalledTimes(times);
    insertMany.mockRestore();
    expect(results.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(count);
    expect(await service.pipeline.collection.countDocuments()).toBe(count);
  });
});
