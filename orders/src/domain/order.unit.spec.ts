import { OrderStatus } from '@ticketing/common/contracts';
import {
  awaitPayment,
  cancelByUser,
  complete,
  expire,
  toExpiry,
  MAX_EXTENSION_MS,
  type OrderState,
  refund,
} from './order';

const at = (minutes: number): Date => new Date(Date.UTC(2030, 0, 1, 12, minutes));
const order = (state: Partial<OrderState> = {}): OrderState => ({
  status: OrderStatus.Created,
  expiresAt: at(15),
  ...state,
});
const cancelled = order({ status: OrderStatus.Cancelled, cancelReason: 'expired' });
const paid = order({ status: OrderStatus.Complete, paymentId: 'p1' });
const awaiting = order({ status: OrderStatus.AwaitingPayment });

describe('toExpiry', () => {
  it('adds the window to the time of the order', () => {
    expect(toExpiry(at(0), 900)).toEqual(at(15));
  });
});

describe('cancelByUser', () => {
  it.each([order(), awaiting])('cancels an order that waits to be paid', (pending) => {
    expect(cancelByUser(pending)).toEqual({ do: true, set: { status: 'cancelled', cancelReason: 'user' } });
  });

  it('refuses a completed order', () => {
    expect(cancelByUser(paid)).toEqual({ do: false, why: 'complete' });
  });

  it('leaves a cancelled order as it is', () => {
    expect(cancelByUser(cancelled)).toEqual({ do: false, why: 'already-ended' });
  });
});

describe('expire', () => {
  it.each([order(), awaiting])('ends an order that is due, to the millisecond', (pending) => {
    expect(expire(pending, at(15))).toEqual({
      do: true,
      set: { status: 'cancelled', cancelReason: 'expired' },
    });
  });

  it('never ends an order early', () => {
    expect(expire(order(), new Date(at(15).getTime() - 1))).toEqual({ do: false, why: 'too-early' });
  });

  it('leaves paid and ended orders as they are', () => {
    expect(expire(paid, at(99))).toEqual({ do: false, why: 'complete' });
    expect(expire(cancelled, at(99))).toEqual({ do: false, why: 'already-ended' });
  });
});

describe('awaitPayment', () => {
  it('prolongs the hold until the bank has decided', () => {
    expect(awaitPayment(order(), at(20))).toEqual({
      do: true,
      set: { status: 'awaiting:payment', expiresAt: at(20) },
    });
  });

  it('prolongs it by ten minutes at the most', () => {
    const decision = awaitPayment(order(), at(90));
    expect(decision).toMatchObject({ set: { expiresAt: new Date(at(15).getTime() + MAX_EXTENSION_MS) } });
  });

  it('never shortens it', () => {
    expect(awaitPayment(order(), at(5))).toMatchObject({ set: { expiresAt: at(15) } });
  });

  it('prolongs it once', () => {
    expect(awaitPayment(awaiting, at(60))).toEqual({ do: false, why: 'already-awaiting' });
  });

  it('leaves paid and ended orders as they are', () => {
    expect(awaitPayment(paid, at(20)).do).toBe(false);
    expect(awaitPayment(cancelled, at(20)).do).toBe(false);
  });
});

describe('complete', () => {
  it.each([order(), awaiting, cancelled])('completes an order that is live, or ended meanwhile', (before) => {
    expect(complete(before, 'p1')).toEqual({
      do: true,
      set: { status: 'complete', paymentId: 'p1', cancelReason: undefined },
    });
  });

  it('takes one payment once', () => {
    expect(complete(paid, 'p1')).toEqual({ do: false, why: 'already-paid' });
  });

  it('refuses a second payment', () => {
    expect(complete(paid, 'p2')).toEqual({ do: false, why: 'paid-by-another' });
  });

  it('does not take again a payment that was refunded', () => {
    expect(complete({ ...cancelled, cancelReason: 'refunded', paymentId: 'p1' }, 'p1').do).toBe(false);
  });
});

describe('refund', () => {
  it('ends the order that was paid with it', () => {
    expect(refund(paid, 'p1')).toEqual({ do: true, set: { status: 'cancelled', cancelReason: 'refunded' } });
  });

  it('leaves an order alone that was paid with another payment, or not at all', () => {
    expect(refund(paid, 'p2').do).toBe(false);
    expect(refund(order(), 'p1').do).toBe(false);
  });
});
