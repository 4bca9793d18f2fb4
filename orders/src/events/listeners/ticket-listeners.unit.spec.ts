import { Ticket } from '../../models/ticket';
import { ticketId } from '../../testing/orders';
import { useTestParts } from '../../testing/test-app';
import { TicketReplica } from '../ticket-replica';
import { TicketCreatedListener } from './ticket-created-listener';
import { TicketUpdatedListener } from './ticket-updated-listener';

jest.mock('../../nats-wrapper');

const parts = useTestParts();
const tickets = new TicketReplica();

describe('ticket events', () => {
  const created = { id: ticketId, version: 0, title: 'Concert', price: 20, userId: 'seller' };
  const updated = (version: number, price: number) => ({
    ...created,
    version,
    price,
    orderId: null,
    status: 'open' as const,
  });
  const replica = () => Ticket.findById(ticketId).lean();

  it('keep a replica, version by version', async () => {
    await expect(new TicketCreatedListener(parts.messaging, tickets).deliver(created)).resolves.toBe('acked');
    await expect(new TicketUpdatedListener(parts.messaging, tickets).deliver(updated(1, 25))).resolves.toBe(
      'acked',
    );
    expect(await replica()).toMatchObject({ title: 'Concert', price: 25, userId: 'seller', version: 1 });
  });

  it('change nothing when they come again or late', async () => {
    const listener = new TicketUpdatedListener(parts.messaging, tickets);
    await new TicketCreatedListener(parts.messaging, tickets).deliver(created);
    await listener.deliver(updated(1, 25));
    await listener.deliver(updated(2, 30));
    await expect(listener.deliver(updated(1, 25))).resolves.toBe('acked');
    await expect(new TicketCreatedListener(parts.messaging, tickets).deliver(created)).resolves.toBe('acked');
    expect(await replica()).toMatchObject({ price: 30, version: 2 });
  });

  it('wait for a version that is missing', async () => {
    const listener = new TicketUpdatedListener(parts.messaging, tickets);
    await expect(listener.deliver(updated(1, 25))).resolves.toBe('parked');
    await new TicketCreatedListener(parts.messaging, tickets).deliver(created);
    await expect(listener.deliver(updated(2, 30))).resolves.toBe('parked');
    expect(await replica()).toMatchObject({ price: 20, version: 0 });
  });

  it('are dead-lettered when they are poison', async () => {
    await expect(new TicketCreatedListener(parts.messaging, tickets).deliver('nonsense')).resolves.toBe(
      'dead-lettered',
    );
    await expect(new TicketUpdatedListener(parts.messaging, tickets).deliver('{}')).resolves.toBe(
      'dead-lettered',
    );
  });
});
