import type { Refund } from '../workload/recorder';
import type { Finding } from './finding';
import { groupBy } from './group';
import type { Snapshot } from './snapshot';

/** I1, I2: of an order that goes on, what its seller was told to be given back is, and nothing that was not asked for. */
export function checkRefunds({ orders }: Snapshot, refunds: readonly Refund[]): Finding[] {
  const asked = groupBy(
    refunds.filter(({ told }) => told !== 'refused'),
    ({ orderId, ticketId }) => `${orderId} ${ticketId}`,
  );
  return orders.flatMap(({ id, status, items = [], refunded = [] }): Finding[] => {
    // All of it went back, one way or another.
    if (status !== 'complete') return [];
    const tickets = new Set([...items, ...refunded].map(({ ticketId }) => ticketId));
    return [...tickets].flatMap((ticketId): Finding[] => {
      const wishes = asked.get(`${id} ${ticketId}`) ?? [];
      const given = refunded
        .filter((item) => item.ticketId === ticketId)
        .reduce((sum, { quantity }) => sum + quantity, 0);
      const least = countPlaces(wishes.filter(({ told }) => told === 'acknowledged'));
      const most = countPlaces(wishes);
      const what = `${given} places of ticket ${ticketId} in order ${id} were given back`;
      if (given < least)
        return [{ invariant: 'I1', kind: 'lost', text: `${what}; ${least} were told to be` }];
      if (given > most) return [{ invariant: 'I2', kind: 'money', text: `${what}; ${most} were asked for` }];
      return [];
    });
  });
}

/** A seat that is asked for again is the same one; a number of places is of further ones. */
function countPlaces(wishes: readonly Refund[]): number {
  const seats = new Set(wishes.flatMap((wish) => wish.seats ?? []));
  return wishes.reduce((sum, wish) => sum + (wish.seats ? 0 : (wish.quantity ?? 0)), seats.size);
}
