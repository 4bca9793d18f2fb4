import { OrderStatus } from '@ticketing/common/contracts';

let COUNT = 0;
const id = () => (0xabc000000 + (COUNT += 1)).toString(16).padStart(24, '0');

/** Made-up facts for specs; each call tells of others. */
export const facts = {
  id,
  user: () => ({
    id: id(),
    version: 0,
    email: `user${COUNT}@example.com`,
    name: `User ${COUNT}`,
    role: 'customer' as const,
    status: 'approved' as const,
    emailVerified: true,
  }),
  ticket: () => ({ id: id(), version: 0, title: 'Opera', price: 15, userId: id() }),
  order: (ticket: { id: string; price: number }) => ({
    id: id(),
    version: 0,
    status: OrderStatus.Created,
    userId: id(),
    expiresAt: new Date(Date.now() + 900_000).toISOString(),
    ticket: { id: ticket.id, price: ticket.price },
  }),
  support: () => ({
    id: id(),
    version: 0,
    title: 'Broken',
    description: 'It <broke>',
    ticketPriority: 4,
    status: 'OPEN' as const,
    reporter: id(),
    assignee: id() as string | null,
    actor: null as string | null,
    changes: [] as { field: string; from?: unknown; to?: unknown }[],
  }),
};

/** A payload on the wire, with a meta of its own. */
export function wire(data: object, metaId: string, time = new Date().toISOString()): string {
  return JSON.stringify({ ...data, meta: { id: metaId, time, correlationId: metaId } });
}
