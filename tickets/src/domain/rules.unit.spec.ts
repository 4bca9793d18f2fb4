import { ticketChanges, decideEdit } from './edit';
import { searchWords } from './search';

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
    ['not-payable', { ...ticket, price: 0.1 }, { userId: 'seller', title: 'Opera' }],
  ] as const)('refuses what is %s', (why, known, wanted) => {
    expect(decideEdit(known, wanted)).toEqual({ do: false, why });
  });
});

describe('ticketChanges', () => {
  const ticket = { title: 'Concert', price: 20 };

  it('finds nothing in an edit that changes nothing', () => {
    expect(ticketChanges(ticket, { title: 'Concert', price: 20 })).toEqual({});
    expect(ticketChanges(ticket, {})).toEqual({});
  });

  it('finds what differs', () => {
    expect(ticketChanges(ticket, { title: 'Concert', price: 25 })).toEqual({ price: 25 });
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
