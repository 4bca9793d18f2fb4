import {
  broadcast,
  orderCompleted,
  orderEnded,
  orderExpiring,
  orderPaymentRejected,
  orderPlaced,
  paymentReceived,
  paymentRefunded,
  supportCreated,
  supportUpdated,
  ticketFreed,
  ticketReserved,
  ticketSold,
} from '.';

const context = { webUrl: 'https://tickets.example' };
const ticket = { id: 't1', title: 'Opera', price: 15 };
const order = { id: 'o1', title: 'Opera' };

describe('what a seller is told', () => {
  it('names ticket and price when it is reserved', () => {
    const content = ticketReserved(ticket, context);
    expect(content.subject).toBe('Your ticket "Opera" is reserved');
    expect(content.paragraphs[0]).toContain('$15.00');
    expect(content.link?.path).toBe('/tickets/t1');
  });

  it('tells an end without a sale from a sale undone', () => {
    expect(ticketFreed(ticket, false).paragraphs[0]).toContain('ended without a sale');
    expect(ticketFreed(ticket, true).paragraphs[0]).toContain('undone');
  });

  it('says that it is sold', () => expect(ticketSold(ticket).subject).toBe('Your ticket "Opera" is sold'));
});

describe('what a buyer is told', () => {
  it('says until when the ticket is held', () => {
    const content = orderPlaced({ ...order, price: 15, expiresAt: '2026-11-21T04:00:00Z' }, context);
    expect(content.paragraphs.join(' ')).toContain('Pay by 21 Nov 2026, 04:00 UTC');
  });

  it('says how long is left', () => {
    const now = new Date('2026-11-21T03:55:00Z');
    const content = orderExpiring({ ...order, expiresAt: '2026-11-21T04:00:00Z' }, now, context);
    expect(content.subject).toBe('Your reservation of "Opera" is about to expire');
    expect(content.paragraphs[0]).toBe('5 minutes left to pay for "Opera".');
  });

  it.each([
    ['expired', 'Your reservation of "Opera" has expired'],
    ['user', 'Your order of "Opera" is cancelled'],
    ['refunded', 'Your order of "Opera" is cancelled'],
  ] as const)('says how it ended: %s', (reason, subject) => {
    expect(orderEnded(order, reason).subject).toBe(subject);
  });

  it('says that the ticket is theirs', () => expect(orderCompleted(order).subject).toBe('"Opera" is yours'));

  it('gives a receipt', () => {
    expect(paymentReceived({ orderId: 'o1', title: 'Opera', amount: 15.5 }, context).subject).toBe(
      'We have received $15.50 for "Opera"',
    );
  });

  it('says why money is refunded, or could not be used', () => {
    const refund = paymentRefunded(
      { orderId: 'o1', title: 'Opera', amount: 15, reason: 'the show is off' },
      context,
    );
    expect(refund.paragraphs).toContain('Why: the show is off.');
    expect(orderPaymentRejected(order, 'the order had expired').paragraphs[0]).toContain(
      'the order had expired',
    );
  });
});

describe('what the help desk mails', () => {
  it('has the subject lines people filter by and the description as the body', () => {
    expect(supportCreated({ id: '42', description: 'It broke' })).toMatchObject({
      subject: 'Ticket with id: 42 created',
      paragraphs: ['It broke'],
      verbatim: true,
    });
    expect(supportUpdated({ id: '42', description: 'It broke' }).subject).toBe('Ticket with id: 42 updated');
  });
});

describe('a broadcast', () => {
  it('has its own subject or a usual one, and keeps paragraphs apart', () => {
    expect(broadcast('one\n\ntwo', undefined)).toEqual({
      subject: 'An announcement',
      paragraphs: ['one', 'two'],
    });
    expect(broadcast('one', 'News').subject).toBe('News');
  });
});
