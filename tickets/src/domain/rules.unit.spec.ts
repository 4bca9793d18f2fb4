import { changesOf, decideEdit } from './edit';
import { isPrice } from './price';
import { searchWords } from './search';

describe('isPrice', () => {
  it.each([0.01, 0.1 + 0.2, 1, 19.99, 1_000_000, 999_999.99])('accepts %d', (price) => {
    expect(isPrice(price)).toBe(true);
  });

  it.each([0, -1, 0.001, 5e-324, 1e-9, 19.999, 1_000_000.01, NaN, Infinity])('refuses %d', (price) => {
    expect(isPrice(price)).toBe(false);
  });
});

describe('decideEdit', () => {
  const ticket = { title: 'Concert', price: 20, userId: 'seller', status: 'open', version: 3 } as const;
  const edit = { userId: 'seller', price: 25 };

  it('lets the seller edit an open ticket', () => {
    expect(decideEdit(ticket, edit)).toEqual({ do: true, set: { price: 25 } });
    expect(decideEdit(ticket, { ...edit, version: 3 })).toEqual({ do: true, set: { price: 25 } });
  });

  it.each([
    ['unknown', undefined, edit],
    ['not-the-seller', ticket, { ...edit, userId: 'somebody' }],
    ['reserved', { ...ticket, status: 'reserved' }, edit],
    ['sold', { ...ticket, status: 'sold' }, edit],
    ['outdated', ticket, { ...edit, version: 2 }],
  ] as const)('refuses what is %s', (why, known, wanted) => {
    expect(decideEdit(known, wanted)).toEqual({ do: false, why });
  });
});

describe('changesOf', () => {
  const ticket = { title: 'Concert', price: 20 };

  it('finds nothing in an edit that changes nothing', () => {
    expect(changesOf(ticket, { title: 'Concert', price: 20 })).toEqual({});
    expect(changesOf(ticket, {})).toEqual({});
  });

  it('finds what differs', () => {
    expect(changesOf(ticket, { title: 'Concert', price: 25 })).toEqual({ price: 25 });
  });
});

describe('searchWords', () => {
  it('compares words without case, accents and punctuation', () => {
    expect(searchWords('Café — Müller’s  LIVE! live')).toEqual(['cafe', 'muller', 's', 'live']);
  });

  it('finds none in punctuation, and none that a pattern could be made of', () => {
    expect(searchWords('.*(+$')).toEqual([]);
  });

  it('keeps twenty words at the most', () => {
    expect(searchWords(Array.from({ length: 50 }, (_, i) => `word${i}`).join(' '))).toHaveLength(20);
  });
});
