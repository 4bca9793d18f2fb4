import { Subjects } from '@ticketing/common/contracts';
import { deliver } from '@ticketing/common/testing';
import { Ticket } from '../models/ticket';
import { ticketId } from '../testing/orders';
import { useTestService } from '../testing/test-app';
import { ticketProjection } from './listeners';

jest.mock('../nats-wrapper');

const service = useTestService();
const [whenCreated, whenUpdated] = ticketProjection().listeners();
const create = (data: object | string) => deliver(service.messaging, whenCreated!, data);
const update = (data: object | string) => deliver(service.messaging, whenUpdated!, data);

describe('ticket events', () => {
  const created = { id: ticketId, version: 0, title: 'Concert', price: 20, userId: 'seller' };
  const updated = (version: number, price: number) => ({
    ...created,
    version,
    price,
    orderId: null,
    status: 'open' as const,
  });
  const row = () => Ticket.findById(ticketId).lean();

  it('are heard on every subject', () => {
    expect([whenCreated?.subject, whenUpdated?.subject]).toEqual([
      Subjects.TicketCreated,
      Subjects.TicketUpdated,
    ]);
  });

  it('keep a projection, version by version', async () => {
    await expect(create(created)).resolves.toBe('acked');
    await expect(update(updated(1, 25))).resolves.toBe('acked');
    expect(await row()).toMatchObject({ title: 'Concert', price: 25, userId: 'seller', version: 1 });
  });

  it('change nothing when they come again or late', async () => {
    await create(created);
    await update(updated(1, 25));
    await update(updated(2, 30));
    await expect(update(updated(1, 25))).resolves.toBe('acked');
    await expect(create(created)).resolves.toBe('acked');
    expect(await row()).toMatchObject({ price: 30, version: 2 });
  });

  it('wait for a version that is missing', async () => {
    await expect(update(updated(1, 25))).resolves.toBe('parked');
    await create(created);
    await expect(update(updated(2, 30))).resolves.toBe('parked');
    expect(await row()).toMatchObject({ price: 20, version: 0 });
  });

  it('are dead-lettered when they are poison', async () => {
    await expect(create('nonsense')).resolves.toBe('dead-lettered');
    await expect(update('{}')).resolves.toBe('dead-lettered');
  });
});
