import { publicState, ticketChange, type TicketState } from './ticket-change';

const open: TicketState = { status: 'open', orderId: null };
const heldBy = (orderId: string): TicketState => ({ status: 'reserved', orderId });
const soldTo = (orderId: string): TicketState => ({ status: 'sold', orderId });

describe('what a seller is told of a change', () => {
  it.each([
    ['a first hold', open, heldBy('a'), 'reserved'],
    ['a hold passed on', heldBy('a'), heldBy('b'), 'reserved'],
    ['a price changed under a hold', heldBy('a'), heldBy('a'), undefined],
    ['a hold ended', heldBy('a'), open, 'freed'],
    ['a sale', heldBy('a'), soldTo('a'), 'sold'],
    ['a sale seen twice', soldTo('a'), soldTo('a'), undefined],
    ['a sale undone', soldTo('a'), open, 'undone'],
    ['a sale undone with the next in line', soldTo('a'), heldBy('b'), 'reserved'],
    ['an edit', open, open, undefined],
    ['a ticket never heard of', undefined, open, undefined],
  ])('%s', (_what, before, after, change) => expect(ticketChange(before, after)).toBe(change));
});

it('shows the public whether a ticket is free', () => {
  expect(['open', 'reserved', 'sold'].map((status) => publicState(status as TicketState['status']))).toEqual([
    'free',
    'reserved',
    'sold',
  ]);
});
