import { OrderStatus } from '@ticketing/common/contracts';
import { decidePayable, isLive } from './payable';

const now = new Date('2026-01-01T12:00:00Z');
const order = (status: OrderStatus, secondsLeft = 60, price = 20) => ({
  status,
  userId: 'buyer',
  expiresAt: new Date(now.getTime() + secondsLeft * 1_000),
  price,
});

describe('paying an order', () => {
  it.each([OrderStatus.Created, OrderStatus.AwaitingPayment])('is possible while it is %s', (status) => {
    expect(decidePayable(order(status), 'buyer', now)).toBe('payable');
    expect(isLive(order(status), now)).toBe(true);
  });

  it('of what its holder sells again is refused until that is surrendered', () => {
    const resale = order(OrderStatus.Created);
    expect(decidePayable({ ...resale, surrendered: false }, 'buyer', now)).toBe('not-surrendered');
    expect(decidePayable({ ...resale, surrendered: true }, 'buyer', now)).toBe('payable');
  });

  it('is over at the very moment of its expiry', () => {
    expect(decidePayable(order(OrderStatus.Created, 0), 'buyer', now)).toBe('expired');
    expect(decidePayable(order(OrderStatus.Created, 0.001), 'buyer', now)).toBe('payable');
    expect(isLive(order(OrderStatus.Created, 0), now)).toBe(false);
  });

  it.each([0.49, 1_000_000])(
    'is refused at a price of %d, which no card is charged; the order lives on',
    (price) => {
      const dear = order(OrderStatus.Created, 60, price);
      expect(decidePayable(dear, 'buyer', now)).toBe('unpayable');
      expect(decidePayable(dear, 'stranger', now)).toBe('not-owner');
      expect(isLive(dear, now)).toBe(true);
    },
  );

  it('is refused when it is complete or cancelled, also before its expiry', () => {
    expect(decidePayable(order(OrderStatus.Complete), 'buyer', now)).toBe('paid');
    expect(decidePayable(order(OrderStatus.Cancelled), 'buyer', now)).toBe('cancelled');
    expect(isLive(order(OrderStatus.Cancelled), now)).toBe(false);
  });

  it.each(Object.values(OrderStatus))('tells a stranger nothing of an order that is %s', (status) => {
    expect(decidePayable(order(status), 'stranger', now)).toBe('not-owner');
  });
});
