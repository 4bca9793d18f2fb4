import { describeRefund } from './refund-words';

describe('what a cancellation gives back', () => {
  it('is all that was paid and is not given back yet, of each currency', () => {
    const euros = { currency: 'eur', sold: 5, taken: 339.8, refunded: 64.9 };
    expect(describeRefund([euros])).toBe('5 places sold: €274.90 goes back to the buyers.');
    expect(describeRefund([euros, { currency: 'usd', sold: 1, taken: 20, refunded: 0 }])).toBe(
      '6 places sold: €274.90 and $20.00 goes back to the buyers.',
    );
  });

  it('is nothing where nothing is sold', () => {
    for (const sales of [[], [{ currency: 'eur', sold: 0, taken: 10, refunded: 10 }]])
      expect(describeRefund(sales)).toBe('No place is sold, so no money goes back.');
  });
});
