import { readEvent } from './live-events';

const read = (event: string, data: unknown) => readEvent({ event, data: JSON.stringify(data), id: '1' });

describe('a live event', () => {
  it('names what changed', () => {
    expect(read('ticket', { id: 't1', state: 'reserved' }).changes).toEqual([{ kind: 'ticket', id: 't1' }]);
    expect(read('order', { id: 'o1' }).changes).toEqual([{ kind: 'order', id: 'o1' }]);
    expect(read('payment', { id: 'p1', orderId: 'o1' }).changes).toEqual([{ kind: 'order', id: 'o1' }]);
    expect(read('support', { id: 's1' }).changes).toEqual([{ kind: 'support', id: 's1' }]);
    expect(read('resync', { from: 1, to: 9 }).changes).toEqual([{ kind: 'resync', id: null }]);
  });

  it('greets with what is unread and with the tickets that may have changed before it began', () => {
    expect(read('hello', { connection: 'c', unread: 4, tickets: [{ id: 't1' }, null] })).toEqual({
      changes: [{ kind: 'ticket', id: 't1' }],
      unread: 4,
    });
  });

  it('shows a notification once, by its id', () => {
    expect(
      read('notification', {
        id: 'n1',
        kind: 'order.placed',
        subject: 'You have reserved it',
        text: 'Pay soon',
      }),
    ).toEqual({
      changes: [{ kind: 'notification', id: 'n1' }],
      toast: { id: 'n1', text: 'You have reserved it', detail: 'Pay soon', href: '/orders' },
    });
  });

  it('tells of the others in a room', () => {
    const user = { id: 'u1', name: 'Mira' };
    expect(read('room.said', { id: 'm1', ticketId: 't1', user, text: 'Hi' }).room).toEqual({
      kind: 'said',
      ticketId: 't1',
      user,
      message: { id: 'm1', text: 'Hi' },
    });
    expect(
      read('room.said', { id: 'm2', ticketId: 't1', user, text: 'Hi', seller: true }).room,
    ).toMatchObject({
      seller: true,
    });
    expect(read('room.looking', { ticketId: 't1', looking: 3 }).room).toMatchObject({
      kind: 'looking',
      looking: 3,
    });
  });

  it('says when the server asks to come back later', () => {
    expect(read('closing', { reason: 'draining', retryMs: 800 }).closing).toEqual({
      reason: 'draining',
      retryMs: 800,
    });
  });

  it('changes nothing when it isn’t known or makes no sense', () => {
    expect(read('something.new', { id: 'x' })).toEqual({ changes: [] });
    expect(readEvent({ event: 'hello', data: '{', id: '1' })).toEqual({ changes: [] });
    expect(read('room.said', { text: 'no room' })).toEqual({ changes: [] });
  });
});
