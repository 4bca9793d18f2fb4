import mongoose from 'mongoose';
import { Subjects, type TicketCreatedEvent } from '../contracts';
import { useTestDatabase } from '../testing/test-database';
import { GapError } from './errors';
import { Projection } from './projection';

type Ticket = TicketCreatedEvent['data'];

describe('a projection', () => {
  useTestDatabase();
  const rows = () => mongoose.connection.collection('projected');
  const ids = Array.from({ length: 30 }, () => new mongoose.Types.ObjectId().toHexString());
  const version = (id: string, number: number): Ticket => ({
    id,
    version: number,
    title: 'Concert',
    price: 20 + number,
    userId: 'seller',
  });
  let projection: Projection<'ticket'>;
  const create = (ticket: Ticket) => projection.apply(Subjects.TicketCreated, ticket);
  const update = (ticket: Ticket) =>
    projection.apply(Subjects.TicketUpdated, { ...ticket, orderId: null, status: 'open' });
  const prices = async () =>
    (await rows().find().sort({ _id: 1 }).toArray()).map(({ price }) => price as number);

  beforeAll(() => {
    projection = new Projection<'ticket'>({
      collection: rows(),
      on: {
        [Subjects.TicketCreated]: ({ title, price, userId }) => ({ title, price, userId }),
        [Subjects.TicketUpdated]: ({ price }) => ({ price }),
      },
      key: (id) => new mongoose.Types.ObjectId(id),
    });
  });
  beforeEach(() => Promise.all(ids.map((id) => create(version(id, 0)))));

  it('hears every subject of its aggregate, or does not compile', () => {
    expect(projection.listeners().map(({ subject }) => subject as Subjects)).toEqual([
      Subjects.TicketCreated,
      Subjects.TicketUpdated,
    ]);
    const some = { [Subjects.TicketCreated]: () => ({}) };
    // @ts-expect-error -- without ticket:updated, the versions would have gaps
    expect(new Projection<'ticket'>({ collection: rows(), on: some })).toBeDefined();
  });

  it('holds each once, however often it was created', async () => {
    await Promise.all([...ids, ...ids].map((id) => create(version(id, 0))));
    expect(await prices()).toEqual(ids.map(() => 20));
  });

  it('applies the next version of each, together, and leaves what the event does not set', async () => {
    const writes = jest.spyOn(rows(), 'bulkWrite');
    await Promise.all(ids.map((id) => update(version(id, 1))));
    expect(await prices()).toEqual(ids.map(() => 21));
    expect(await rows().findOne({})).toMatchObject({ title: 'Concert', userId: 'seller', version: 1 });
    expect(writes).toHaveBeenCalledTimes(1);
    writes.mockRestore();
  });

  it('changes nothing for those that were applied before, and applies the others', async () => {
    const [first, ...others] = ids as [string, ...string[]];
    await update(version(first, 1));
    await update(version(first, 2));
    await Promise.all(ids.map((id) => update(version(id, 1))));
    expect(await prices()).toEqual([22, ...others.map(() => 21)]);
  });

  it('names the version that is missing to the one that lacks it, and applies the others', async () => {
    const [first, ...others] = ids as [string, ...string[]];
    const late = update(version(first, 2));
    const done = Promise.all(others.map((id) => update(version(id, 1))));
    await expect(late).rejects.toEqual(new GapError({ aggregate: `ticket:${first}`, version: 1 }));
    await done;
    expect(await prices()).toEqual([20, ...others.map(() => 21)]);
  });

  it('waits for an aggregate that is not known', async () => {
    const id = new mongoose.Types.ObjectId().toHexString();
    await expect(update(version(id, 1))).rejects.toThrow(GapError);
    expect(await rows().countDocuments()).toBe(ids.length);
  });

  it('fails only the one that can not be written', async () => {
    const bad = update(version('no-id', 1));
    const done = Promise.all(ids.map((id) => update(version(id, 1))));
    await expect(bad).rejects.toThrow();
    await done;
    expect(await prices()).toEqual(ids.map(() => 21));
  });
});
