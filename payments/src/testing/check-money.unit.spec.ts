import { moneyFaults } from './check-money';

const order = (status: string) => [{ id: 'o', status }];
const taken = (charges: number, refunds: number, orderId = 'o') => ({ orderId, charges, refunds });

describe('the check of the money', () => {
  it('finds nothing where each complete order has one charge, and each other has none or has it back', () => {
    expect(moneyFaults(order('complete'), [taken(1, 0), taken(0, 0)])).toEqual([]);
    expect(moneyFaults(order('cancelled'), [taken(0, 0)])).toEqual([]);
    expect(moneyFaults(order('cancelled'), [taken(1, 1)])).toEqual([]);
    expect(moneyFaults(order('created'), [])).toEqual([]);
  });

  it.each([
    ['a complete order that nobody paid', 'complete', []],
    ['a complete order whose money was given back', 'complete', [taken(1, 1)]],
    ['a complete order that was paid twice', 'complete', [taken(1, 0), taken(1, 0)]],
    ['a card that was charged twice by one payment', 'complete', [taken(2, 1)]],
    ['an order that was charged twice, once too much for a while', 'complete', [taken(1, 0), taken(1, 1)]],
    ['a cancelled order whose money was kept', 'cancelled', [taken(1, 0)]],
    ['money given back twice', 'cancelled', [taken(1, 2)]],
    ['money without an order', 'cancelled', [taken(1, 0, 'none')]],
  ])('finds %s', (_what, status, payments) => {
    expect(moneyFaults(order(status), payments)).not.toEqual([]);
  });

  it.each([
    ['what is left of a complete order', 'complete', 20, 5_000, 3_000, true],
    ['a complete order of which too much went back', 'complete', 20, 5_000, 4_000, false],
    ['a complete order of which too little went back', 'complete', 20, 5_000, 2_000, false],
    ['a complete order of which all went back', 'complete', 20, 5_000, 5_000, false],
    ['a cancelled order that has all back in parts', 'cancelled', 20, 5_000, 5_000, true],
    ['a cancelled order that has some back', 'cancelled', 20, 5_000, 3_000, false],
  ])('compares the amounts of %s', (_what, status, total, charged, refunded, isSound) => {
    const payments = [{ ...taken(1, 2), cents: { charged, refunded } }];
    expect(moneyFaults([{ id: 'o', status, total }], payments).length === 0).toBe(isSound);
  });
});
