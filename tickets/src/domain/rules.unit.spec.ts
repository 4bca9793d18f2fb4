import { parseTimeZone } from '@ticketing/common/forms';
import { decideEdit } from './edit';
import { placesStatus, shownPlaces } from './places';
import { withoutOneLetter } from './search';
import { decideShowEdit, type EditableShow } from './show';

const places = { quantity: 1, held: 0, sold: 0 };

describe('decideEdit', () => {
  const ticket = {
    title: 'Concert',
    price: 20,
    userId: 'seller',
    status: 'open' as const,
    version: 3,
    ...places,
  } as const;
  const many = { ...ticket, quantity: 10, held: 3, sold: 2 } as const;
  const seated = { ...ticket, quantity: 2, seats: ['A1', 'A2'] } as const;
  const at = (day: number) => new Date(Date.UTC(2030, 0, day));
  const edit = { userId: 'seller', price: 25 };
  const places6 = { userId: 'seller', quantity: 6 };

  it('lets the seller edit an open ticket', () => {
    expect(decideEdit(ticket, edit)).toEqual({ do: true, set: { price: 25 } });
    expect(decideEdit(ticket, { ...edit, version: 3 })).toEqual({ do: true, set: { price: 25 } });
  });

  it.each([
    ['unknown', undefined, edit],
    ['not-the-seller', ticket, { ...edit, userId: 'somebody' }],
    ['not-the-seller', ticket, { userId: 'somebody', withdraw: true }],
    ['reserved', { ...ticket, status: 'reserved' }, edit],
    ['sold', { ...ticket, status: 'sold' }, edit],
    ['withdrawn', { ...ticket, withdrawn: true }, edit],
    ['outdated', ticket, { ...edit, version: 2 }],
    ['not-payable', { ...ticket, price: 0.1 }, { userId: 'seller', title: 'Opera' }],
    ['not-payable', { ...ticket, currency: 'czk' }, { userId: 'seller', price: 14.99 }],
    ['too-few-places', many, { userId: 'seller', quantity: 4 }],
    ['seats-are-counted', seated, places6],
    ['seats-only-added', seated, { userId: 'seller', seats: ['A2', 'A1', 'A3'] }],
    ['seats-only-added', many, { userId: 'seller', seats: ['A1'] }],
    ['sale-ends-first', { ...many, saleEndsAt: at(2) }, { userId: 'seller', saleStartsAt: at(2) }],
  ] as const)('refuses what is %s', (why, known, wanted) => {
    expect(decideEdit(known, wanted as never)).toEqual({ do: false, why });
  });

  it('edits a ticket of many places while some or all are taken, and asks for the places that are wanted', () => {
    expect(decideEdit({ ...many, status: 'sold' }, { ...places6, price: 30 })).toEqual({
      do: true,
      set: { price: 30, pendingQuantity: 6 },
    });
    expect(decideEdit(seated, { userId: 'seller', seats: ['A1', 'A2', 'A3'] })).toEqual({
      do: true,
      set: { seats: ['A1', 'A2', 'A3'], pendingQuantity: 3 },
    });
  });

  it('tells times apart that differ by less than a second, and takes away what is there alone', () => {
    const [saleEndsAt, later] = [new Date('2030-01-01T00:00:00.000Z'), new Date('2030-01-01T00:00:00.500Z')];
    const limited = { ...ticket, saleEndsAt };
    const change = (wanted: object) => decideEdit(limited, { userId: 'seller', ...wanted });
    expect(change({ saleEndsAt: later })).toEqual({ do: true, set: { saleEndsAt: later } });
    expect(change({ saleEndsAt: new Date(saleEndsAt) })).toEqual({ do: true, set: {} });
    expect(change({ saleEndsAt: null, saleStartsAt: null, maxPerOrder: null })).toEqual({
      do: true,
      set: { saleEndsAt: null },
    });
  });

  it('labels the places of a ticket of which nobody has one, however many there were', () => {
    for (const known of [ticket, { ...many, held: 0, sold: 0 }])
      for (const seats of [['A1'], ['A1', 'A2']])
        expect(decideEdit(known, { userId: 'seller', seats, quantity: seats.length })).toEqual({
          do: true,
          set: { seats, pendingQuantity: seats.length },
        });
    const wrong = { userId: 'seller', seats: ['A1'], quantity: 2 };
    expect(decideEdit(ticket, wrong)).toEqual({ do: false, why: 'seats-are-counted' });
  });

  it('asks again for as many places as there are while others are pending', () => {
    expect(decideEdit({ ...many, pendingQuantity: 6 }, places6)).toEqual({ do: true, set: {} });
    expect(decideEdit({ ...many, pendingQuantity: 6 }, { ...places6, quantity: 10 })).toEqual({
      do: true,
      set: { pendingQuantity: 10 },
    });
  });

  it('finds what differs, and takes limits away', () => {
    const limited = { ...many, maxPerOrder: 2, saleStartsAt: at(1) };
    const wanted = { userId: 'seller', title: 'Concert', price: 20, maxPerOrder: null, saleStartsAt: at(1) };
    expect(decideEdit(limited, wanted)).toEqual({ do: true, set: { maxPerOrder: null } });
    expect(decideEdit(many, { ...wanted, saleStartsAt: null })).toEqual({ do: true, set: {} });
  });

  it('withdraws once, whatever is held', () => {
    const withdraw = { userId: 'seller', withdraw: true } as const;
    expect(decideEdit({ ...ticket, status: 'reserved' }, withdraw)).toEqual({
      do: true,
      set: { withdrawn: true },
    });
    expect(decideEdit({ ...ticket, withdrawn: true }, withdraw)).toEqual({ do: true, set: {} });
  });
});

describe('places', () => {
  it.each([
    [{ quantity: 10, held: 3, sold: 2 }, { available: 5, held: 3, sold: 2 }, 'open'],
    [{ quantity: 5, held: 3, sold: 2 }, { available: 0, held: 3, sold: 2 }, 'reserved'],
    [{ quantity: 2, held: 0, sold: 2 }, { available: 0, held: 0, sold: 2 }, 'sold'],
    [{ quantity: 5, held: 4, sold: 3 }, { available: 0, held: 2, sold: 3 }, 'reserved'],
    [{ quantity: 2, held: 1, sold: 3 }, { available: 0, held: 0, sold: 2 }, 'sold'],
    [{ quantity: 9, held: 1, sold: 3, withdrawn: true }, { available: 0, held: 1, sold: 3 }, 'reserved'],
    [{ quantity: 9, held: 0, sold: 0, withdrawn: true }, { available: 0, held: 0, sold: 0 }, 'sold'],
  ] as const)('of %j are shown as %j: %s', (counted, shown, status) => {
    expect(shownPlaces(counted)).toEqual({ quantity: counted.quantity, ...shown });
    expect(placesStatus(counted)).toBe(status);
  });
});

describe('decideShowEdit', () => {
  const at = (hour: number) => new Date(Date.UTC(2030, 0, 1, hour));
  const show = {
    title: 'Concert',
    startsAt: at(19),
    doorsAt: at(18),
    timeZone: 'Europe/Berlin',
    venue: { name: 'Hall', city: 'Berlin' },
    currency: 'eur',
    queue: false,
    resaleCapPercent: 100,
    userId: 'seller',
    version: 3,
    status: 'scheduled' as const,
    sequence: 1,
    ticketCount: 0,
  } as const;
  const decide = (edit: object, known: EditableShow | null = show) =>
    decideShowEdit(known, { userId: 'seller', ...edit });

  it.each([
    ['unknown', { title: 'Opera' }, null],
    ['not-the-organiser', { userId: 'other' }, show],
    ['cancelled', {}, { ...show, status: 'cancelled' }],
    ['outdated', { version: 2 }, show],
    ['ends-before-start', { endsAt: at(19) }, show],
    ['ends-before-start', { startsAt: at(22) }, { ...show, endsAt: at(21) }],
    ['doors-after-start', { startsAt: at(17) }, show],
    ['currency-in-use', { currency: 'usd' }, { ...show, ticketCount: 1 }],
  ] as const)('refuses what is %s: %j', (why, edit, known) => {
    expect(decide(edit, known)).toEqual({ do: false, why });
  });

  it('changes what differs', () => {
    expect(decide({ title: 'Opera', queue: false, venue: { name: 'Hall', city: 'Berlin' } })).toEqual({
      do: true,
      set: { title: 'Opera' },
    });
    expect(decide({ doorsAt: null, endsAt: null, startsAt: at(19) })).toEqual({
      do: true,
      set: { doorsAt: null },
    });
  });

  it.each([
    ['time', { startsAt: at(20) }],
    ['time zone', { timeZone: 'Europe/London' }],
    ['venue', { venue: { name: 'Hall', city: 'Bonn' } }],
  ])('raises the sequence when another %s moves it', (_what, edit) => {
    expect(decide(edit)).toEqual({ do: true, set: { ...edit, sequence: 2 } });
  });
});

describe('time zones', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['UTC', 'UTC'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ])('are known by name: %s', (given, name) => {
    expect(parseTimeZone(given)).toBe(name);
  });

  it.each(['Europe/Nowhere', '+01:00', 'Europe/Berlin ', '', 1, null, ['UTC']])('refuses %j', (given) => {
    expect(parseTimeZone(given)).toBeUndefined();
  });
});

describe('withoutOneLetter', () => {
  it('has something in common for words that are one typo apart', () => {
    const reach = (word: string) => [word, ...withoutOneLetter(word)];
    const meets = (typed: string) => reach(typed).some((variant) => reach('concert').includes(variant));
    expect(['concert', 'concrt', 'conncert', 'cancert', 'cnocert'].filter((typed) => !meets(typed))).toEqual(
      [],
    );
    expect(meets('contest')).toBe(false);
  });

  it('leaves short words as they are', () => {
    expect(withoutOneLetter('duo')).toEqual([]);
  });
});
