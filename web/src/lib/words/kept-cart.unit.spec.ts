import { readCart, stillFree } from './kept-cart';

describe('a cart that was kept', () => {
  const standing = { ticketId: 't1', title: 'Standing', price: 20, quantity: 3 };
  const balcony = { ticketId: 't2', title: 'Balcony', price: 50, quantity: 2, seats: ['A1', 'A2'] };

  it('has what is still free of it', () => {
    const cart = readCart(JSON.stringify([standing, balcony]));
    const tickets = [
      { id: 't1', available: 2 },
      { id: 't2', available: 5, taken: ['A1', 'B1'] },
    ];
    expect(stillFree(cart, tickets)).toEqual([
      { ...standing, quantity: 2 },
      { ...balcony, quantity: 1, seats: ['A2'] },
    ]);
  });

  it('is without what is all taken, or no longer there', () => {
    expect(stillFree([standing, balcony], [{ id: 't2', available: 0, taken: ['A1', 'A2'] }])).toEqual([]);
    expect(readCart(null)).toEqual([]);
  });
});
