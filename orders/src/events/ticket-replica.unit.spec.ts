import { GapError } from '@ticketing/common/messaging';
import mongoose from 'mongoose';
import { Ticket } from '../models/ticket';
import { useTestParts } from '../testing/test-app';
import { TicketReplica, type TicketVersion } from './ticket-replica';

jest.mock('../nats-wrapper');

describe('the replica of tickets, when events come together', () => {
  useTestParts();
  const replica = new TicketReplica();
  const ids = Array.from({ length: 30 }, () => new mongoose.Types.ObjectId().toHexString());
  const version = (id: string, number: number): TicketVersion => ({
    id,
    version: number,
    title: 'Concert',
    price: 20 + number,
    userId: 'seller',
  });
  const prices = async () => (await Ticket.find().sort({ _id: 1 }).lean()).map(({ price }) => price);

  beforeEach(() => Promise.all(ids.map((id) => replica.create(version(id, 0)))));

  it('holds each ticket once, however often it was told of', async () => {
    await Promise.all([...ids, ...ids].map((id) => replica.create(version(id, 0))));
    expect(await prices()).toEqual(ids.map(() => 20));
  });

  it('applies the next version of each', async () => {
    await Promise.all(ids.map((id) => replica.update(version(id, 1))));
    expect(await prices()).toEqual(ids.map(() => 21));
  });

  it('changes nothing for those that were applied before, and applies the others', async () => {
    const [first, ...others] = ids as [string, ...string[]];
    await replica.update(version(first, 1));
    await replica.update(version(first, 2));
    await Promise.all(ids.map((id) => replica.update(version(id, 1))));
    expect(await prices()).toEqual([22, ...others.map(() => 21)]);
  });

  it('names the version that is missing to the one that lacks it, and applies the others', async () => {
    const [first, ...others] = ids as [string, ...string[]];
    const late = replica.update(version(first, 2));
    const done = Promise.all(others.map((id) => replica.update(version(id, 1))));
    await expect(late).rejects.toEqual(new GapError({ aggregate: `ticket:${first}`, version: 1 }));
    await done;
    expect(await prices()).toEqual([20, ...others.map(() => 21)]);
  });

  it('waits for a ticket that nobody has told of', async () => {
    const id = new mongoose.Types.ObjectId().toHexString();
    await expect(replica.update(version(id, 1))).rejects.toThrow(GapError);
    expect(await Ticket.findById(id)).toBeNull();
  });
});
