import type { Finding } from './finding';
import { groupBy, some } from './group';
import type { Snapshot } from './snapshot';

/**
 * I11: the places held and sold of a ticket never exceed its quantity, and no two orders share one. I12: an order that isn't
 * cancelled has all of its places, and one that is has none.
 */
export function checkPlaces({ tickets, orders, places }: Snapshot): Finding[] {
  const findings: Finding[] = [];
  const live = orders.filter(({ status }) => status !== 'cancelled');
  const wanted = live.flatMap(({ id, places: its = [] }) => its.map((place) => ({ place, id })));
  for (const [place, holders] of groupBy(wanted, (each) => each.place)) {
    if (holders.length === 1) continue;
    const text = `place ${place} is that of orders ${some(holders.map(({ id }) => id))}`;
    findings.push({ invariant: 'I11', kind: 'double sale', text });
  }
  const taken = groupBy(new Set(wanted.map(({ place }) => place)), (place) => place.replace(/#.*$/, ''));
  for (const { id, quantity = 1 } of tickets) {
    const count = taken.get(id)?.length ?? 0;
    if (count <= quantity) continue;
    const text = `ticket ${id} has ${quantity} places, and ${count} are held or sold`;
    findings.push({ invariant: 'I11', kind: 'double sale', text });
  }
  const rows = groupBy(places, ({ orderId }) => orderId ?? '');
  for (const { id, status, places: its = [] } of orders) {
    const has = (rows.get(id) ?? []).map((row) => row.id).sort();
    const due = status === 'cancelled' ? [] : [...its].sort();
    if (its.length === 0 || has.join() === due.join()) continue;
    const text = `order ${id} is ${status} and has places ${some(has)}; it is for ${some(its)}`;
    findings.push({ invariant: 'I12', kind: 'hold', text });
  }
  return findings;
}
