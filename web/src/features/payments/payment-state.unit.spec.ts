import { nextPaymentStep, statusSince } from './payment-state';

describe('what is next for the buyer of an order that awaits its payment', () => {
  const payment = (id: string, status: Parameters<typeof nextPaymentStep>[0][number]['status']) => ({
    id,
    status,
    ...(status === 'refused' ? { refusal: { code: 'declined', message: `No to ${id}.` } } : {}),
  });

  it('is to answer the bank while it asks', () => {
    expect(nextPaymentStep([payment('p1', 'requires_action')])).toEqual({ kind: 'bank', paymentId: 'p1' });
    expect(nextPaymentStep([payment('p2', 'requires_action'), payment('p1', 'refused')])).toEqual({
      kind: 'bank',
      paymentId: 'p2',
    });
  });

  it('is another card once the bank has said no, and why', () => {
    expect(nextPaymentStep([payment('p2', 'refused'), payment('p1', 'refused')])).toEqual({
      kind: 'card',
      refusal: 'No to p2.',
    });
  });

  it('is a card when nothing was tried', () => {
    expect(nextPaymentStep([])).toEqual({ kind: 'card' });
  });

  it.each(['processing', 'succeeded', 'refunding', 'refunded'] as const)(
    'is nothing while a payment is %s',
    (status) => {
      expect(nextPaymentStep([payment('p2', 'refused'), payment('p1', status)])).toEqual({ kind: 'wait' });
    },
  );
});

describe('when a payment came to be what it is', () => {
  it('is when it was given back, or asked to be, not when it was made', () => {
    const createdAt = '2026-01-01T10:00:00Z';
    const refund = { reason: 'Rain', by: 'seller' as const, requestedAt: '2026-01-02T10:00:00Z' };
    const refundedAt = '2026-01-03T10:00:00Z';
    expect(statusSince({ createdAt })).toBe(createdAt);
    expect(statusSince({ createdAt, refund })).toBe(refund.requestedAt);
    expect(statusSince({ createdAt, refund: { ...refund, refundedAt } })).toBe(refundedAt);
  });
});
