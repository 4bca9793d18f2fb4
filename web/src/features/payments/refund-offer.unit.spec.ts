import { findRefundOffer } from './refund-offer';

describe('what a buyer may have back', () => {
  const paid = { id: 'p1', currency: 'eur' };

  it('is what its service says can go back, with what it cost together', () => {
    const refundable = [
      { ticketId: 't1', title: 'Standing', quantity: 2, price: 20.1 },
      { ticketId: 't2', title: 'Balcony', quantity: 1, seats: ['A2'], price: 50 },
    ];
    expect(
      findRefundOffer([
        { id: 'p2', currency: 'eur' },
        { ...paid, refundable },
      ]),
    ).toEqual({
      paymentId: 'p1',
      items: [
        { ticketId: 't1', quantity: 2 },
        { ticketId: 't2', quantity: 1, seats: ['A2'] },
      ],
      places: 3,
      amount: 90.2,
      currency: 'eur',
    });
  });

  it('is nothing where that isn’t said, or nothing is left', () => {
    expect(findRefundOffer([])).toBeUndefined();
    expect(findRefundOffer([paid])).toBeUndefined();
    expect(findRefundOffer([{ ...paid, refundable: [] }])).toBeUndefined();
  });
});
