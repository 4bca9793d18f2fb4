import type { Attempt } from '../workload/recorder';
import { givenSnapshot, makeId, order, ticket, waiting } from './given-snapshot';
import type { OrderState, Snapshot } from './snapshot';
import { checkWaiting } from './waiting';

const ticketId = makeId('ticket', 1);
const place = (n: number, orderId: string | null) => ({ id: `${ticketId}#${n}`, orderId });
const items = (quantity = 1, places = [0]) => [{ ticketId, price: 20, quantity, places }];

/** The offer to who has this number in the line. */
const offer = (number: number, createdAt: number, over: Partial<OrderState> = {}) =>
  order(number, { ticketId, isOffer: true, createdAt, items: items(), ...over });
const offered = (number: number, over: object = {}) =>
  waiting(number, { status: 'offered', orderId: makeId('order', number), ...over });

/** A ticket of two places, both of which are taken. */
const sound = givenSnapshot({
  tickets: [ticket(1, { quantity: 2 })],
  stock: [{ id: ticketId, size: 2, quantity: 2 }],
  places: [place(0, makeId('order', 1)), place(1, makeId('order', 9))],
  orders: [offer(1, 100)],
  waiting: [offered(1), waiting(2)],
});
const found = (over: Partial<Snapshot>, attempts: readonly Attempt[] = []) =>
  checkWaiting({ ...sound, ...over }, attempts).map(({ invariant, kind }) => `${invariant} ${kind}`);

describe('the check of waiting lists', () => {
  it('finds nothing where the first has an offer and the next waits', () => {
    expect(found({})).toEqual([]);
  });

  it('finds nothing where somebody is passed over who waits for more', () => {
    const line = [waiting(1, { quantity: 2 }), offered(2)];
    expect(found({ waiting: line, orders: [offer(2, 100)] })).toEqual([]);
  });

  it('finds somebody who was overtaken and waits, or was asked later', () => {
    expect(found({ waiting: [waiting(1), offered(2)], orders: [offer(2, 100)] })).toEqual(['I16 line']);
    const both = [offer(1, 101), offer(2, 100)];
    expect(found({ waiting: [offered(1), offered(2)], orders: both })).toEqual(['I16 line']);
  });

  it('finds an offer to nobody, and one to two', () => {
    expect(found({ waiting: [waiting(2)] })).toEqual(['I16 line']);
    const twice = [offered(1), { ...offered(1), id: 'again', number: 3, status: 'passed' as const }];
    expect(found({ waiting: twice })).toEqual(['I16 line', 'I16 line']);
  });

  it.each<[string, OrderState]>([
    ['an ordinary order', offer(1, 100, { isOffer: false })],
    ['somebody else’s order', offer(1, 100, { userId: 'another' })],
    ['an offer of more', offer(1, 100, { items: items(2, [0, 1]) })],
    ['an offer that is over', offer(1, 100, { status: 'cancelled' })],
    ['an offer that is paid', offer(1, 100, { status: 'complete' })],
  ])('finds somebody who was offered %s', (_, its) => {
    expect(found({ orders: [its] })).toEqual(['I16 line']);
  });

  it('finds nothing where somebody gave back a part of what they were offered', () => {
    const its = offer(1, 100, { status: 'complete', items: items(1, [0]), refunded: items(1, [1]) });
    expect(found({ orders: [its], waiting: [offered(1, { status: 'taken', quantity: 2 })] })).toEqual([]);
    expect(found({ orders: [its], waiting: [offered(1, { status: 'taken', quantity: 3 })] })).toEqual([
      'I16 line',
    ]);
  });

  it('finds somebody who waits twice', () => {
    expect(found({ waiting: [offered(1), waiting(2, { userId: makeId('user', 1) })] })).toEqual(['I16 line']);
  });

  it('finds a place that is free while somebody waits for one', () => {
    expect(found({ places: [place(0, makeId('order', 1))] })).toEqual(['I16 idle place']);
    const more = [offered(1), waiting(2, { quantity: 2 })];
    expect(found({ places: [place(0, makeId('order', 1))], waiting: more })).toEqual([]);
  });

  describe('and others who buy meanwhile', () => {
    const attempt = (kind: Attempt['kind'], id: string, at: number, until: number): Attempt => ({
      kind,
      key: id,
      id,
      told: 'acknowledged',
      status: 201,
      at,
      until,
    });
    const other = order(5, { ticketId, items: items(1, [1]) });
    const buys = (at: number, until: number) =>
      found({ orders: [offer(1, 100), other] }, [
        attempt('wait', 'waiting-1', 0, 20),
        attempt('order', other.id, at, until),
      ]);

    it('finds nothing where they asked before, or had the answer after the offer', () => {
      expect(buys(10, 50)).toEqual([]);
      expect(buys(30, 100)).toEqual([]);
    });

    it('finds a place that was theirs while somebody waited', () => {
      expect(buys(30, 50)).toEqual(['I16 idle place']);
    });
  });
});
