import { render } from '../channels/render';
import { admissionResold, resaleWithdrawn } from './resales';
import { formatMoney, formatSpan, formatTime, broadcast, fixedContent } from './content';
import { orderCompleted, orderEnded, orderPaymentRejected, orderPlaced } from './orders';
import { paymentReceived, paymentRefunded } from './payments';
import { orderExpiring } from './reminders';
import { supportCreated, type SupportFacts, supportUpdated } from './support';
import { ticketFreed, ticketReserved, ticketSold } from './tickets';
import { engineerApproved, engineerWaiting } from './users';

describe('formats', () => {
  describe('formatMoney', () => {
    it('writes whole cents with the currency', () => {
      expect(formatMoney(1234.5, {})).toBe('$1,234.50');
      expect(formatMoney(0.1, { currency: 'eur' })).toBe('€0.10');
    });
  });

  describe('formatTime', () => {
    it('writes a time with its zone', () => {
      expect(formatTime('2026-11-21T03:48:09.000Z', {})).toBe('21 Nov 2026, 03:48 UTC');
      expect(formatTime('2026-07-01T22:30:00Z', { timeZone: 'Europe/Berlin' })).toMatch(
        /^2 Jul 2026, 00:30 /,
      );
    });
  });

  describe('formatSpan', () => {
    it.each([
      [300_000, '5 minutes'],
      [119_999, '1 minute'],
      [40_500, '40 seconds'],
      [1_000, '1 second'],
      [-5, '1 second'],
    ])('says %d ms as %s', (ms, said) => expect(formatSpan(ms)).toBe(said));
  });
});

describe('contents', () => {
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
      expect(ticketFreed(ticket, 'freed').paragraphs[0]).toContain('ended without a sale');
      expect(ticketFreed(ticket, 'undone').paragraphs[0]).toContain('undone');
      expect(ticketFreed(ticket, 'ended').paragraphs).toContain('It is off sale.');
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
    ] as const)('says how it ended: %s', (reason, subject) => {
      expect(orderEnded(order, reason).subject).toBe(subject);
    });

    it('says that the ticket is theirs', () =>
      expect(orderCompleted(order).subject).toBe('"Opera" is yours'));

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
    const report = {
      id: '42',
      title: 'Broken',
      description: 'It broke',
      reporter: 'rita',
      actor: 'ada',
      changes: [],
    };
    const names = new Map([
      ['ada', 'Ada Lin'],
      ['bob', 'Bob'],
    ]);
    const told = (change: Partial<SupportFacts>, id = 'rita') =>
      supportUpdated({ ...report, ...change }, { id, names }).paragraphs;

    it('has the subject lines people filter by, and leads to the ticket', () => {
      expect(supportCreated(report)).toMatchObject({
        subject: 'Ticket with id: 42 created',
        paragraphs: ['It broke'],
        link: { path: '/support/42' },
      });
      expect(supportUpdated(report, { id: 'rita', names })).toMatchObject({
        subject: 'Ticket with id: 42 updated',
        link: { path: '/support/42' },
        quote: { heading: 'The report "Broken":', text: 'It broke' },
      });
    });

    it('is the answer, and who wrote it', () => {
      const comment = { field: 'comment', to: { id: 'c1', author: 'ada', text: 'Try again.\nPlease.' } };
      expect(told({ changes: [comment] })).toEqual(['Ada Lin wrote:\nTry again.\nPlease.']);
      expect(told({ changes: [comment] }, 'ada')).toEqual(['You wrote:\nTry again.\nPlease.']);
      expect(told({ changes: [comment], actor: 'unnamed' })[0]).toMatch(/^The help desk wrote:/);
      expect(told({ changes: [comment], actor: 'rita' }, 'ada')[0]).toMatch(/^The customer wrote:/);
      expect(told({ changes: [{ field: 'comment' }] })).toEqual(['Ada Lin answered.']);
    });

    it('names a note for the help desk, whose text is never told', () => {
      const note = { field: 'internalNote', to: { id: 'c1', author: 'ada' } };
      expect(told({ changes: [note] }, 'bob')).toEqual(['Ada Lin wrote a note for the help desk.']);
    });

    it('is each change in plain words', () => {
      expect(
        told({
          changes: [
            { field: 'status', from: 'OPEN', to: 'IN_PROGRESS' },
            { field: 'ticketPriority', from: 4, to: 1 },
            { field: 'title', from: 'Broken', to: 'Broken again' },
            { field: 'description', from: 'It broke', to: 'It broke twice' },
            { field: 'mood', from: 1, to: 2 },
          ],
        }),
      ).toEqual([
        'Ada Lin changed the status from Open to In progress.',
        'Ada Lin changed the priority from Low to Urgent.',
        'Ada Lin changed the title to "Broken again".',
        'Ada Lin changed the description.',
        'Ada Lin changed the mood.',
      ]);
    });

    it('tells whom a ticket was given to', () => {
      const given = (to: string | null) => [{ field: 'assignee', from: 'x', to }];
      expect(told({ changes: given('bob'), actor: null })).toEqual(['It was given to Bob.']);
      expect(told({ changes: given('bob') }, 'bob')).toEqual(['It was given to you.']);
      expect(told({ changes: given('unnamed') })).toEqual(['It was given to an engineer.']);
      expect(told({ changes: given(null) })).toEqual(['It waits for an engineer.']);
    });
  });

  describe('what is mailed to an address that is not proven', () => {
    const said = 'Buy at evil.example';
    const facts = { id: '42', title: said, orderId: '42', price: 1, amount: 1, reason: said };
    const order = { ...facts, expiresAt: '2026-11-21T04:00:00Z' };
    const report = { ...facts, description: said, reporter: said, actor: 'ada', changes: [] };
    const changes = ['comment', 'title', said].map((field) => ({ field, to: { text: said } }));
    const names = new Map([['ada', said]]);

    it.each([
      ticketReserved(facts, context),
      ticketFreed(facts, 'undone'),
      ticketFreed(facts, 'freed'),
      ticketFreed(facts, 'ended'),
      ticketSold(facts),
      orderPlaced(order, context),
      orderEnded(order, 'expired'),
      orderEnded(order, 'user'),
      orderCompleted(order),
      orderPaymentRejected(order, said),
      orderExpiring(order, new Date('2026-11-21T03:55:00Z'), context),
      paymentReceived(facts, context),
      paymentRefunded(facts, context),
      admissionResold(said, '€1.00'),
      resaleWithdrawn(said, 'refunded')!,
      supportCreated(report),
      supportUpdated({ ...report, changes }, { id: 'rita', names }),
      engineerApproved(),
      engineerWaiting({ name: said, email: `${said}@example.com` }),
    ])('has no word that a person wrote: $fixedSubject', (content) => {
      const mail = render('EMAIL', fixedContent(content), context);
      for (const part of [mail.subject, mail.text, mail.html]) expect(part).not.toMatch(/evil/i);
      expect(mail.subject).not.toBe('');
      expect(mail.text).toContain('https://tickets.example/');
    });

    it('has the subject of the help desk', () => {
      expect(fixedContent(supportCreated(report)).subject).toBe('Ticket with id: 42 created');
    });
  });

  describe('a broadcast', () => {
    it('has its own subject or a usual one, and keeps paragraphs apart', () => {
      expect(broadcast('one\n\ntwo', undefined)).toEqual({
        subject: 'An announcement',
        fixedSubject: 'An announcement',
        paragraphs: ['one', 'two'],
      });
      expect(broadcast('one', 'News').subject).toBe('News');
    });
  });
});
