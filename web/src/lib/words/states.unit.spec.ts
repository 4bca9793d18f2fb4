import { backoffMs } from '../data/backoff';
import { pathOfKind } from '../router/inbox-path';
import { describeOrder, describeVoid, isLive } from './order-state';
import { describeChange } from './support-words';
import {
  describeOwn,
  describePending,
  describeTicket,
  editLock,
  findHolding,
  isTakenBack,
} from './ticket-state';

describe('states in words', () => {
  const ticket = { id: '1', title: 'Stalls', price: 20 };
  const one = [{ ticket, quantity: 1 }];
  const several = [{ ticket, quantity: 2 }];

  it('tell how an order ended, and why', () => {
    expect(describeOrder({ items: one, status: 'cancelled', cancelReason: 'expired' })).toMatchObject({
      label: 'Expired',
      tone: 'quiet',
    });
    expect(describeOrder({ items: one, status: 'cancelled', cancelReason: 'user' })).toMatchObject({
      label: 'Cancelled',
      tone: 'quiet',
    });
    expect(describeOrder({ items: one, status: 'cancelled', cancelReason: 'refunded' }).label).toBe(
      'Refunded',
    );
    expect(describeOrder({ items: one, status: 'cancelled' }).detail).toBe('This order has ended.');
  });

  it('speak of one ticket or of several, as was ordered', () => {
    const details = (items: typeof one): string[] => [
      describeOrder({ items, status: 'created' }).detail,
      describeOrder({ items, status: 'complete' }).detail,
      describeOrder({ items, status: 'cancelled', cancelReason: 'expired' }).detail,
      describeVoid({ items }),
    ];
    expect(details(one)).toEqual([
      'The ticket is held for you until the time runs out.',
      'The ticket is yours.',
      'The time to pay ran out, so the ticket went back on sale.',
      'The ticket is void: its code opens no door any more.',
    ]);
    expect(details(several)).toEqual([
      'The tickets are held for you until the time runs out.',
      'The tickets are yours.',
      'The time to pay ran out, so the tickets went back on sale.',
      'All the tickets are void: their codes open no door any more.',
    ]);
  });

  it('lead on from a payment that isn’t finished, whoever it waits for', () => {
    expect(describeOrder({ items: one, status: 'awaiting:payment' }).detail).toContain(
      'see below what is next',
    );
  });

  it('tell which orders hold their ticket', () => {
    const statuses = ['created', 'awaiting:payment', 'complete', 'cancelled'] as const;
    expect(statuses.filter((status) => isLive({ status }))).toEqual(['created', 'awaiting:payment']);
  });

  it('say why a ticket can’t be edited', () => {
    expect(editLock({ status: 'open', quantity: 1 })).toBeNull();
    expect(editLock({ status: 'reserved', quantity: 1 })).toContain('holds this ticket');
    expect(editLock({ status: 'sold', quantity: 1 })).toContain('sold');
    expect(editLock({ status: 'sold', quantity: 2 })).toBeNull();
    expect(describePending({ quantity: 8, pendingQuantity: 5 })).toContain('asked for 5 places; there are 8');
    expect(describePending({ quantity: 8 })).toBeNull();
    expect(describeTicket({ status: 'open' }).label).toBe('Available');
  });

  it('tell what was taken off sale from what was sold', () => {
    const takenBack = { status: 'sold', withdrawn: true, held: 0, sold: 0 } as const;
    expect(describeTicket(takenBack).label).toBe('Off sale');
    expect(describeTicket({ ...takenBack, sold: 1 }).label).toBe('Sold');
    expect(isTakenBack({ ...takenBack, status: 'reserved', held: 1 })).toBe(false);
  });

  it('tell who holds or owns a ticket that it is theirs', () => {
    const [cancelled, created, complete] = [
      { status: 'cancelled' } as const,
      { status: 'created' } as const,
      { status: 'complete' } as const,
    ];
    expect(findHolding([cancelled, created])).toBe(created);
    expect(findHolding([complete, cancelled])).toBe(complete);
    expect(findHolding([cancelled])).toBeUndefined();
    expect([created, complete].map((order) => describeOwn(order).label)).toEqual([
      'You hold it',
      'It’s yours',
    ]);
    expect(describeOwn({ status: 'awaiting:payment' }).detail).toContain('being confirmed');
  });

  it('say what was changed about a support ticket', () => {
    const findName = (id: string): string => (id === 'e1' ? 'Ada' : 'Pia');
    const say = (field: string, from: unknown, to: unknown): string =>
      describeChange({ field, from, to }, findName);
    expect(say('status', 'OPEN', 'IN_PROGRESS')).toBe('changed the status from Open to In progress');
    expect(say('ticketPriority', 4, 1)).toBe('changed the priority from Low to Urgent');
    expect(say('assignee', 'e1', 'e2')).toBe('changed the engineer from Ada to Pia');
    expect(say('assignee', null, 'e1')).toBe('set the engineer to Ada');
    expect(say('comment', null, { text: 'x' })).toBe('replied');
    expect(say('internalNote', null, {})).toBe('wrote a note');
  });

  it('lead from a message to what it is about', () => {
    expect(pathOfKind('order.placed')).toBe('/orders');
    expect(pathOfKind('ticket.sold')).toBe('/my/tickets');
    expect(pathOfKind('broadcast')).toBeUndefined();
  });
});

describe('waiting before another attempt', () => {
  it('doubles up to its bound, give or take a quarter', () => {
    expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, 0.5))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(backoffMs(50, 0.5)).toBe(30_000);
    expect([backoffMs(0, 0), backoffMs(0, 1)]).toEqual([750, 1_250]);
  });
});
