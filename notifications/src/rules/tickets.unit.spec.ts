import { facts, wire } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import {
  publicState,
  salesStep,
  ticketChange,
  type TicketState,
  TicketCreatedListener,
  TicketUpdatedListener,
} from './tickets';

describe('a ticket’s change', () => {
  const open: TicketState = { status: 'open', orderId: null };
  const heldBy = (orderId: string): TicketState => ({ status: 'reserved', orderId });
  const soldTo = (orderId: string): TicketState => ({ status: 'sold', orderId });

  const offSale: TicketState = { status: 'sold', orderId: null, withdrawn: true, sold: 0 };

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
      ['taken off sale', open, offSale, undefined],
      ['off sale before it was paid', heldBy('a'), offSale, 'ended'],
      ['paid after it was taken off sale', heldBy('a'), { ...offSale, ...soldTo('a'), sold: 1 }, 'sold'],
      ['a ticket never heard of', undefined, open, undefined],
    ])('%s', (_what, before, after, change) => expect(ticketChange(before, after)).toBe(change));
  });

  it('shows the public whether a ticket is free', () => {
    expect(
      ['open', 'reserved', 'sold'].map((status) => publicState(status as TicketState['status'])),
    ).toEqual(['free', 'reserved', 'sold']);
  });
});

describe('the ticket events', () => {
  const features = useFeatures();
  const created = () => new TicketCreatedListener(features.messaging, features);
  const updated = () => new TicketUpdatedListener(features.messaging, features);

  let ticket: ReturnType<typeof facts.ticket>;
  beforeEach(async () => {
    ticket = facts.ticket();
    expect(await created().deliver(ticket)).toBe('acked');
  });
  const reserved = (version = 1) =>
    ({ ...ticket, version, orderId: facts.id(), status: 'reserved' }) as const;

  describe('a new ticket', () => {
    it('is known, shown live, and mailed to nobody', async () => {
      expect(await features.readModels.tickets.get(ticket.id)).toMatchObject({
        version: 0,
        title: 'Opera',
        price: 15,
      });
      expect(await features.log.read({ after: 0 })).toMatchObject([
        { scope: `ticket:${ticket.id}`, event: 'ticket', data: { state: 'free', price: 15, version: 0 } },
      ]);
      expect(await features.notifications()).toEqual([]);
    });

    it('told twice is one', async () => {
      expect(await created().deliver(ticket, { sequence: 2, redelivered: true })).toBe('acked');
      expect(await features.log.read({ after: 0 })).toHaveLength(1);
    });

    it('that makes no sense is dead-lettered', async () => {
      expect(await created().deliver('{"id":1}')).toBe('dead-lettered');
    });
  });

  describe('a changed ticket', () => {
    it('that was reserved is told to its seller, by mail and in the app', async () => {
      expect(await updated().deliver(wire(reserved(), 'e1'))).toBe('acked');
      const notifications = await features.notifications();
      expect(notifications.map(({ type, userId, kind, status }) => ({ type, userId, kind, status }))).toEqual(
        [
          { type: 'EMAIL', userId: ticket.userId, kind: 'ticket.reserved', status: 'ACCEPTED' },
          { type: 'INBOX', userId: ticket.userId, kind: 'ticket.reserved', status: 'PROCESSED' },
        ],
      );
      expect(notifications[0]).toMatchObject({ subject: 'Your ticket "Opera" is reserved' });
      expect(notifications[0]?.unsubscribeUrl).toMatch(
        /^https:\/\/tickets\.example\/api\/notifications\/unsubscribe\?token=/,
      );
      expect(
        (await features.log.read({ after: 0 })).slice(1).map(({ scope, event }) => [scope, event]),
      ).toEqual([
        [`user:${ticket.userId}`, 'notification'],
        [`ticket:${ticket.id}`, 'ticket'],
      ]);
    });

    it('that its holder sells again is told as sold by its resale alone', async () => {
      const resaleOf = facts.id();
      await updated().deliver(wire({ ...reserved(), resaleOf }, 'e1'));
      await updated().deliver(wire({ ...ticket, version: 2, resaleOf, orderId: null, status: 'sold' }, 'e2'));
      expect((await features.notifications()).map(({ kind }) => kind)).toEqual([
        'ticket.reserved',
        'ticket.reserved',
      ]);
    });

    it('for a show is told with the show', async () => {
      const showId = facts.id();
      await features.readModels.shows.store({ _id: showId, version: 0, title: 'Macbeth' } as never);
      await updated().deliver(wire({ ...reserved(), showId }, 'e1'));
      expect((await features.notifications())[0]).toMatchObject({
        subject: 'Your ticket "Macbeth: Opera" is reserved',
      });
    });

    it('tells its seller each turn of a hold: reserved, freed, reserved, sold', async () => {
      const first = reserved();
      await updated().deliver(wire(first, 'e1'));
      await updated().deliver(wire({ ...first, version: 2, orderId: null, status: 'open' }, 'e2'));
      const second = reserved(3);
      await updated().deliver(wire(second, 'e3'));
      await updated().deliver(wire({ ...second, version: 4, status: 'sold' }, 'e4'));
      const mails = (await features.notifications()).filter(({ type }) => type === 'EMAIL');
      expect(mails.map(({ kind }) => kind)).toEqual([
        'ticket.reserved',
        'ticket.freed',
        'ticket.reserved',
        'ticket.sold',
      ]);
    });

    it('whose price changed is shown live and mailed to nobody', async () => {
      await updated().deliver({ ...ticket, version: 1, price: 10, orderId: null, status: 'open' });
      expect(await features.notifications()).toEqual([]);
      expect((await features.log.read({ after: 0 }))[1]?.data).toMatchObject({
        price: 10,
        version: 1,
        state: 'free',
      });
    });

    it('is told once however often it is delivered, also when the version was not stored', async () => {
      const message = wire(reserved(), 'e1');
      await updated().deliver(message);
      // As after a crash between telling and storing the version.
      await features.readModels.tickets.collection.updateOne(
        { _id: ticket.id },
        { $set: { version: 0, status: 'open', orderId: null } },
      );
      expect(await updated().deliver(message, { redelivered: true })).toBe('acked');
      await updated().deliver(message, { redelivered: true });
      expect(await features.notifications()).toHaveLength(2);
      expect(await features.log.read({ after: 0 })).toHaveLength(3);
    });

    it('waits for the version before it', async () => {
      const later = { ...reserved(), version: 2, orderId: null, status: 'open' as const };
      await features.messaging.listen(created(), updated());
      expect(await updated().deliver(wire(later, 'e2'))).toBe('parked');
      expect(await updated().deliver(wire(reserved(), 'e1'), { sequence: 2 })).toBe('acked');
      await features.messaging.settled();
      expect(await features.readModels.tickets.get(ticket.id)).toMatchObject({ version: 2, status: 'open' });
      const kinds = (await features.notifications())
        .filter(({ type }) => type === 'EMAIL')
        .map(({ kind }) => kind);
      expect(kinds).toEqual(['ticket.reserved', 'ticket.freed']);
      await features.messaging.close();
    });

    it('that makes no sense is dead-lettered', async () => {
      expect(await updated().deliver('not JSON')).toBe('dead-lettered');
    });
  });

  describe('a ticket of many places', () => {
    const soldTicket = (version: number, sold: number) =>
      wire(
        {
          ...ticket,
          version,
          quantity: 2_000,
          held: 10,
          sold,
          orderId: null,
          status: sold === 2_000 ? 'sold' : 'open',
        },
        `m${version}`,
      );

    it('tells its seller of every tenth that is sold and of the last, however many versions come', async () => {
      for (let version = 1; version <= 100; version += 1) {
        await updated().deliver(soldTicket(version, version * 20));
      }
      const subjects = (await features.notifications())
        .filter(({ type }) => type === 'EMAIL')
        .map((row) => row.subject);
      expect(subjects).toHaveLength(10);
      expect(subjects[0]).toBe('200 of 2000 sold: "Opera"');
      expect(subjects.at(-1)).toBe('"Opera" is sold out');
      const [entry] = (await features.log.read({ after: 0 })).filter(({ data }) => 'available' in data);
      expect(entry?.data).toMatchObject({ quantity: 2_000, available: 1_970, state: 'free' });
    });

    it('tells nothing twice when places are freed and sold again', async () => {
      for (const [version, sold] of [200, 199, 200, 399].entries()) {
        await updated().deliver(soldTicket(version + 1, sold));
      }
      expect((await features.notifications()).filter(({ type }) => type === 'INBOX')).toHaveLength(1);
    });

    it('tells of no sale when its places are lowered to those that are sold', async () => {
      await updated().deliver(soldTicket(1, 150));
      const lowered = { ...ticket, version: 2, quantity: 150, held: 0, sold: 150, orderId: null };
      await updated().deliver(wire({ ...lowered, status: 'sold' }, 'm2'));
      expect(await features.notifications()).toEqual([]);
    });

    it.each([
      [0, 5, 0],
      [1, 5, 1],
      [199, 2_000, 0],
      [5, 5, Infinity],
    ])('%d of %d sold is step %d', (sold, quantity, step) => expect(salesStep(sold, quantity)).toBe(step));
  });

  describe('news of long ago', () => {
    it('is shown in the app and mailed to nobody', async () => {
      await updated().deliver(wire(reserved(), 'e1', '2020-01-01T00:00:00.000Z'));
      expect((await features.notifications()).map(({ type }) => type)).toEqual(['INBOX']);
    });
  });
});
