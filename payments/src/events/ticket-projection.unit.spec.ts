import { Subjects } from '@ticketing/common/contracts';
import mongoose from 'mongoose';
import { Ticket } from '../models/ticket';
import { send, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('the projection of tickets', () => {
  const service = useTestService();
  const data = (id: string, version: number) => ({
    id,
    version,
    title: 'Concert',
    price: 20,
    userId: 'seller',
  });
  const created = (id: string) => send(service, Subjects.TicketCreated, data(id, 0));
  const updated = (id: string, version: number) =>
    send(service, Subjects.TicketUpdated, {
      ...data(id, version),
      orderId: null,
      status: 'open',
    });
  const newId = () => new mongoose.Types.ObjectId().toHexString();

  it('knows who sells a ticket', async () => {
    const id = newId();
    expect(await created(id)).toBe('acked');
    expect(await updated(id, 1)).toBe('acked');
    expect(await Ticket.findById(id).lean()).toEqual({
      _id: id,
      version: 1,
      userId: 'seller',
      title: 'Concert',
    });
  });

  it('changes nothing for a version it has applied before', async () => {
    const id = newId();
    await created(id);
    await updated(id, 1);
    expect(await updated(id, 1)).toBe('acked');
    expect(await created(id)).toBe('acked');
    expect(await Ticket.findById(id).lean()).toMatchObject({ version: 1 });
  });

  it('waits for versions that are missing', async () => {
    const id = newId();
    expect(await updated(id, 1)).toBe('parked');
    await created(id);
    await service.messaging.settled();
    expect(await updated(id, 3)).toBe('parked');
  });

  it('puts aside what is no ticket', async () => {
    expect(await send(service, Subjects.TicketUpdated, '{}')).toBe('dead-lettered');
  });
});
