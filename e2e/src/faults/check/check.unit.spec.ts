import type { Attempt, CommandKind, Told } from '../workload/recorder';
import { checkAdmissions } from './admissions';
import { check, type Known } from './check';
import { admission, givenSnapshot, makeId, notification, order, ticket } from './given-snapshot';
import { checkCarts, checkPlaces, checkStock } from './places';
import { checkRefunds } from './refunds';
import type { NotificationState, Snapshot } from './snapshot';

const attempt = (kind: CommandKind, key: string, told: Told, id = key): Attempt => ({
  kind,
  key,
  id,
  told,
  status: 0,
  at: 0,
  until: 0,
});

const nobody = { scans: [], refunds: [], watched: [], polled: [], foreign: [], poison: [] };

const findings = (snapshot: Snapshot, known: Partial<Known> = {}) =>
  check(snapshot, { attempts: asked, ...nobody, ...known }).findings.map(
    ({ invariant, kind }) => `${invariant} ${kind}`,
  );

const t1 = ticket(1, { orderId: makeId('order', 1), status: 'sold', version: 2 });
const o1 = order(1, { ticketId: t1.id, status: 'complete', version: 1, paymentId: 'p' });
const asked = [
  attempt('ticket', t1.title, 'acknowledged', t1.id),
  attempt('order', `${o1.userId}:${t1.id}`, 'acknowledged', o1.id),
];
const sound = givenSnapshot({
  tickets: [t1],
  orders: [o1],
  money: [{ orderId: o1.id, charges: 1, refunds: 0 }],
});

/** The same with other events, all of which the broker delivered. */
const withOutbox = (snapshot: Snapshot, outbox: Snapshot['outbox']): Snapshot => ({
  ...snapshot,
  outbox,
  broker: new Map(outbox.map(({ id, subject }) => [id, subject])),
});

describe('the checker', () => {
  it('finds nothing where all is well', () => {
    expect(findings(sound)).toEqual([]);
  });

  describe('of commands', () => {
    it('finds what was acknowledged and is not there', () => {
      expect(findings(givenSnapshot({}), { attempts: [asked[0]!] })).toEqual(['I1 lost']);
    });

    it('finds what is there and was never asked for', () => {
      expect(findings(sound, { attempts: [asked[1]!] })).toEqual(['I4 unexpected']);
    });

    it('counts what was done without an answer as recovered', () => {
      const attempts = asked.map((each): Attempt => ({ ...each, told: 'unacknowledged' }));
      const verdict = check(sound, { attempts, ...nobody });
      expect(verdict.findings).toEqual([]);
      expect(verdict.counts.recovered).toBe(2);
    });

    it('finds what was done twice', () => {
      const twin = ticket(2, { title: t1.title });
      expect(findings(givenSnapshot({ ...sound, tickets: [t1, twin] }))).toEqual(['I2 duplicate']);
    });

    it('finds what was done although it was refused', () => {
      const attempts = [attempt('ticket', t1.title, 'refused'), asked[1]!];
      expect(findings(sound, { attempts })).toEqual(['I2 duplicate']);
    });

    it('finds a cancellation that was acknowledged and is forgotten', () => {
      const open = givenSnapshot({
        tickets: [ticket(1, { orderId: o1.id, status: 'reserved', version: 2 })],
        orders: [order(1, { ticketId: t1.id })],
      });
      const attempts = [...asked, attempt('cancel', o1.id, 'acknowledged')];
      expect(findings(open, { attempts })).toEqual(['I1 lost']);
    });
  });

  describe('of versions', () => {
    const without = (
      change: (rows: Snapshot['replications'][number]) => Snapshot['replications'][number],
    ) => ({
      ...sound,
      replications: sound.replications.map((each) =>
        each.kind === 'ticket' && each.service === 'orders' ? change(each) : each,
      ),
    });

    it('finds a read model that never heard', () => {
      expect(findings(without((each) => ({ ...each, rows: [] })))).toEqual(['I1 lost']);
    });

    it('finds a read model that is behind', () => {
      const behind = without((each) => ({ ...each, rows: [{ id: t1.id, version: 1 }] }));
      expect(findings(behind)).toEqual(['I3 gap']);
    });

    it('finds a read model of what does not exist', () => {
      const stray = without((each) => ({ ...each, rows: [...each.rows, { id: 'x', version: 0 }] }));
      expect(findings(stray)).toEqual(['I4 unexpected']);
    });

    it('finds a message that still waits', () => {
      expect(findings({ ...sound, parked: { orders: 1 } })).toEqual(['I3 gap']);
    });

    it('finds an event that was never sent', () => {
      const outbox = sound.outbox.map((event, index) => (index === 0 ? { ...event, isSent: false } : event));
      expect(findings({ ...sound, outbox })).toEqual(['I4 outbox']);
    });

    it('finds a commit without its event', () => {
      expect(findings(withOutbox(sound, sound.outbox.slice(1)))).toEqual(['I4 outbox']);
    });

    it('finds an event without a commit', () => {
      const stray = { ...sound.outbox[0]!, aggregate: 'ticket:none' };
      expect(findings(withOutbox(sound, [...sound.outbox, stray]))).toEqual(['I4 outbox']);
    });

    it('finds an event that the broker has lost, and one that was published without being saved', () => {
      const [first = '', ...others] = sound.broker.keys();
      const some = new Map(others.map((id) => [id, 'ticket:updated']));
      expect(findings({ ...sound, broker: some })).toEqual(['I1 lost']);
      const more = new Map([...sound.broker, [`${first}-again`, 'ticket:updated'] as const]);
      expect(findings({ ...sound, broker: more })).toEqual(['I4 outbox']);
    });

    it('finds a dead letter, unless it was meant to be one', () => {
      const letter = { service: 'orders', subject: 'ticket:created', wire: 'a mark', error: 'no' };
      expect(findings({ ...sound, deadLetters: [letter] })).toEqual(['I1 dead letter']);
      expect(findings({ ...sound, deadLetters: [letter] }, { poison: ['mark'] })).toEqual([]);
    });
  });

  describe('of orders', () => {
    it('finds a ticket that was sold twice', () => {
      const again = order(2, { ticketId: t1.id, userId: o1.userId });
      const attempts = [...asked, attempt('order', `${o1.userId}:${t1.id}`, 'acknowledged', again.id)];
      const twice = givenSnapshot({ ...sound, tickets: [t1], orders: [again, o1] });
      expect(findings(twice, { attempts })).toEqual(['I5 double sale']);
    });

    it('finds an order that should have expired', () => {
      const overdue = order(1, { ticketId: t1.id, expiresAt: -60_000 });
      const held = ticket(1, { orderId: overdue.id, status: 'reserved', version: 2 });
      expect(findings(givenSnapshot({ tickets: [held], orders: [overdue] }))).toEqual(['I6 missing expiry']);
    });

    it('finds an order that expired early, and one that expired twice', () => {
      const ended = order(1, { ticketId: t1.id, status: 'cancelled', version: 1, expiresAt: 5_000 });
      const free = ticket(1, { version: 2 });
      const snapshot = givenSnapshot({ tickets: [free], orders: [ended] });
      const expiry = (at: number, version: number) => ({
        ...snapshot.outbox.find(({ aggregate }) => aggregate === `order:${ended.id}`)!,
        subject: 'order:cancelled',
        data: { reason: 'expired' },
        version,
        at,
      });
      const others = snapshot.outbox.filter(
        ({ aggregate, version }) => aggregate !== `order:${ended.id}` || version === 0,
      );
      expect(findings(withOutbox(snapshot, [...others, expiry(1_000, 1)]))).toEqual(['I6 early expiry']);
      const twice = { ...ended, version: 2 };
      const both = givenSnapshot({ tickets: [free], orders: [twice] });
      expect(findings(withOutbox(both, [...others, expiry(6_000, 1), expiry(7_000, 2)]))).toEqual([
        'I6 duplicate',
      ]);
    });

    it('finds a ticket that nobody holds although an order does', () => {
      const free = ticket(1, { version: 2 });
      expect(findings(givenSnapshot({ ...sound, tickets: [free], orders: [o1] }))).toEqual(['I10 hold']);
    });

    it('finds a hold that was taken away from an order that had not ended', () => {
      const outbox = sound.outbox.map((event) =>
        event.aggregate === `ticket:${t1.id}`
          ? { ...event, data: { orderId: [null, makeId('order', 9), o1.id][event.version] } }
          : event,
      );
      expect(findings({ ...sound, outbox })).toEqual(['I10 hold']);
    });

    describe('their places', () => {
      const place = (n: number) => `${t1.id}#${n}`;
      const cart = { ...o1, places: [place(0), place(1)] };
      const rows = (...ns: number[]) => ns.map((n) => ({ id: place(n), orderId: cart.id }));
      const kinds = (of: Partial<Snapshot>) =>
        checkPlaces({
          ...sound,
          tickets: [{ ...t1, quantity: 2 }],
          orders: [cart],
          places: rows(0, 1),
          ...of,
        }).map(({ invariant, kind }) => `${invariant} ${kind}`);

      it('finds nothing where each order has all of its own', () => {
        expect(kinds({})).toEqual([]);
        expect(kinds({ orders: [{ ...cart, status: 'cancelled' }], places: [] })).toEqual([]);
      });

      it('finds one that two orders share, and more than there are', () => {
        expect(kinds({ orders: [cart, { ...order(2), places: [place(1)] }] })).toEqual([
          'I11 double sale',
          'I12 hold',
        ]);
        expect(kinds({ tickets: [{ ...t1, quantity: 1 }] })).toEqual(['I11 double sale']);
      });

      it('finds an order that has some of them, and one that ended and has one', () => {
        expect(kinds({ places: rows(0) })).toEqual(['I12 hold']);
        expect(kinds({ orders: [{ ...cart, status: 'cancelled' }], places: rows(1) })).toEqual(['I12 hold']);
      });

      it('finds a seat that two orders share, and places that are kept for nobody', () => {
        const seat = (...seats: string[]) => [{ ticketId: t1.id, price: 20, quantity: 2, places: [], seats }];
        const [a, b] = [order(3, { items: seat('A1', 'A2') }), order(4, { items: seat('A2', 'A3') })];
        expect(kinds({ orders: [cart, a, b] })).toEqual(['I11 double sale']);
        expect(kinds({ places: [...rows(0, 1), { id: place(2), orderId: 'nobody' }] })).toEqual(['I12 hold']);
      });

      describe('as many as there are', () => {
        const item = { ticketId: t1.id, price: 20.35, quantity: 2, places: [0, 1] };
        const shown = { ...t1, status: 'open' as const, quantity: 3, held: 0, sold: 2 };
        const stock = [{ id: t1.id, size: 4, quantity: 3 }];
        const whole = {
          ...sound,
          tickets: [shown],
          orders: [{ ...cart, items: [item] }],
          places: [...rows(0, 1), { id: place(3), orderId: null }],
          stock,
        };
        const stocked = (over: Partial<Snapshot>) =>
          checkStock({ ...whole, ...over }).map(({ invariant, kind }) => `${invariant} ${kind}`);

        it('finds nothing where each is free, sold or off sale', () => {
          expect(stocked({})).toEqual([]);
        });

        it.each<[string, Partial<Snapshot>]>([
          ['one that is neither', { places: rows(0, 1) }],
          ['one that never was', { places: [...rows(0, 1), { id: place(4), orderId: null }] }],
          ['more off sale than orders says', { stock: [{ ...stock[0]!, quantity: 4 }] }],
          ['another number on the page', { tickets: [{ ...shown, sold: 1 }] }],
          ['another quantity on the page', { tickets: [{ ...shown, quantity: 4 }] }],
          ['sold out on the page while one is free', { tickets: [{ ...shown, status: 'sold' as const }] }],
        ])('finds %s', (_, over) => {
          expect(stocked(over)).toEqual(['I11 hold']);
        });
      });

      describe('and what they cost', () => {
        const item = { ticketId: t1.id, price: 20.35, quantity: 2, places: [0, 1] };
        const priced = (over: object, told: object = {}) => {
          const { ticketId: id, price, quantity } = item;
          const data = { items: [{ ticket: { id, price }, quantity }], total: 40.7, ...told };
          const event = { ...sound.outbox[0]!, aggregate: `order:${o1.id}`, subject: 'order:created', data };
          const orders = [{ ...o1, items: [item], total: 40.7, ...over }];
          return checkCarts({ ...sound, orders, outbox: [event] }).map(({ kind }) => kind);
        };

        it('finds nothing where they cost what they did', () => {
          expect(priced({})).toEqual([]);
        });

        const left = { ...item, quantity: 1, places: [0] };
        const back = { ...left, places: [1] };

        it('finds nothing where one of them was given back', () => {
          expect(priced({ items: [left], refunded: [back], total: 20.35 })).toEqual([]);
        });

        it.each([
          ['a place that was given back and is kept', { refunded: [left], items: [left] }],
          ['a place that was given back twice', { refunded: [back, back], items: [left] }],
          ['what was given back and is charged still', { refunded: [back], items: [left], total: 40.7 }],
          ['what was given back for another price', { refunded: [{ ...back, price: 20 }], items: [left] }],
        ])('finds %s', (_, over) => {
          expect(priced({ total: 20.35, ...over })).toEqual(['price']);
        });

        it.each([
          ['another price', { items: [{ ...item, price: 30 }], total: 60 }, {}],
          ['another sum', { total: 40 }, {}],
          ['a sum that isn’t that of the items', { total: 40 }, { total: 40 }],
          ['fewer places', { items: [{ ...item, places: [0] }] }, {}],
          ['fewer items', { items: [] }, {}],
        ])('finds %s', (_, over, told) => {
          expect(priced(over, told)).toEqual(['price']);
        });
      });
    });

    describe('whose seller gives places back', () => {
      const seat = { ticketId: t1.id, price: 20, quantity: 1, places: [1], seats: ['A2'] };
      const given = (refunded: object[], refunds: object[], status = 'complete') =>
        checkRefunds(
          {
            ...sound,
            orders: [{ ...o1, status, items: [{ ...seat, places: [0] }], refunded: refunded as never }],
          },
          refunds.map(
            (refund) => ({ orderId: o1.id, ticketId: t1.id, told: 'acknowledged', ...refund }) as never,
          ),
        ).map(({ invariant, kind }) => `${invariant} ${kind}`);
      const two = { ...seat, quantity: 2 };

      it('finds nothing where what was told to be given back is, each seat once', () => {
        expect(given([seat], [{ seats: ['A2'] }, { seats: ['A2'] }])).toEqual([]);
        expect(given([two], [{ quantity: 1 }, { quantity: 1 }, { quantity: 3, told: 'refused' }])).toEqual(
          [],
        );
        expect(given([two], [{ quantity: 1 }, { quantity: 1, told: 'unacknowledged' }])).toEqual([]);
        expect(given([], [], 'cancelled')).toEqual([]);
      });

      it.each([
        ['a seat that is not given back', [], [{ seats: ['A2'] }], 'I1 lost'],
        ['fewer places', [seat], [{ quantity: 2 }], 'I1 lost'],
        ['more places', [two], [{ quantity: 1 }], 'I2 money'],
        ['a place that nobody asked for', [seat], [{ quantity: 1, told: 'refused' }], 'I2 money'],
      ])('finds %s', (_, refunded, refunds, finding) => {
        expect(given(refunded, refunds)).toEqual([finding]);
      });
    });

    it('finds money that was taken twice', () => {
      const money = [{ orderId: o1.id, charges: 2, refunds: 1 }];
      expect(findings({ ...sound, money })).toEqual(['I2 money']);
    });
  });

  describe('of notifications', () => {
    const told = (over: Partial<NotificationState>, taken: number): Snapshot => ({
      ...sound,
      notifications: [notification('n', over)],
      sinks: new Map(taken > 0 ? [['n', taken]] : []),
    });

    it('finds one that stays on its way, and one that no provider has', () => {
      expect(findings(told({ status: 'SENDING' }, 0))).toEqual(['I7 vanished']);
      expect(findings(told({}, 0))).toEqual(['I7 vanished']);
      expect(findings(told({ status: 'DEAD' }, 0))).toEqual([]);
    });

    it('finds one that was told twice, unless nobody could know of the first time', () => {
      expect(findings(told({}, 2))).toEqual(['I8 duplicate']);
      expect(findings(told({ unclear: 1 }, 2))).toEqual([]);
      expect(findings(told({ unclear: 1 }, 3))).toEqual(['I8 duplicate']);
    });

    it('finds a message that nobody asked for', () => {
      expect(findings({ ...sound, sinks: new Map([['x', 1]]) })).toEqual(['I8 unexpected']);
    });
  });

  describe('of streams', () => {
    const feed = [1, 2, 3].map((id) => ({ id, scope: 'user:a' }));
    const saw = (...ids: number[]) =>
      findings(
        { ...sound, feed },
        { watched: [{ by: 'stream', scope: 'user:a', after: 0, ids, cursor: 3 }] },
      );

    it('finds what a cursor missed, saw twice, or made up', () => {
      expect(saw(1, 2, 3)).toEqual([]);
      expect(saw(1, 3)).toEqual(['I9 cursor']);
      expect(saw(1, 2, 2, 3)).toEqual(['I9 cursor']);
      expect(saw(1, 2, 3, 4)).toEqual(['I9 cursor']);
    });
  });

  it('passes on what is wrong in the help desk', () => {
    expect(findings({ ...sound, desk: ['an engineer counts 2 and has 1'] })).toEqual(['I2 help desk']);
  });

  describe('of admissions', () => {
    const place = `${t1.id}#0`;
    const paid = { ...o1, places: [place] };
    const whole = (over: Partial<Snapshot>) =>
      givenSnapshot({
        tickets: [t1],
        orders: [paid],
        places: [{ id: place, orderId: o1.id }],
        money: [{ orderId: o1.id, charges: 1, refunds: 0 }],
        ...over,
      });
    const good = admission(1);
    const told = (id: string, version: number, at: number, code?: string): Snapshot['outbox'][number] => ({
      id: `${id}@${version}`,
      service: 'admissions',
      aggregate: `admission:${id}`,
      version,
      at,
      subject: version === 0 ? 'admission:issued' : 'admission:updated',
      isSent: true,
      data: { ticketId: t1.id, place: 0, ...(code && { code }) },
    });

    it('finds nothing where a paid place has its one code', () => {
      expect(findings(whole({ admissions: [good] }))).toEqual([]);
    });

    it.each([
      ['none', []],
      ['one that is void', [{ ...good, status: 'void' as const, code: undefined }]],
      ['that of another place', [{ ...good, place: `${t1.id}#1` }]],
    ])('finds a paid place with %s', (_, admissions) => {
      expect(findings(whole({ admissions }))).toEqual(['I13 code']);
    });

    it('finds a code of an order that is none', () => {
      const stray = admission(2, { orderId: 'nobody' });
      expect(findings(whole({ admissions: [good, stray] }))).toEqual(['I13 code']);
    });

    it('finds two codes of a place at the same time, though one is void by now', () => {
      const first = admission(2, { version: 1, status: 'void', code: undefined, place });
      const snapshot = whole({ admissions: [good, first] });
      const others = snapshot.outbox.filter(({ aggregate }) => !aggregate.startsWith('admission:'));
      const history = (until: number) =>
        withOutbox(snapshot, [
          ...others,
          ...[told(first.id, 0, 10, 'OLD'), told(first.id, 1, until), told(good.id, 0, 20, 'NEW')],
        ]);
      expect(findings(history(20))).toEqual([]);
      expect(findings(history(21))).toEqual(['I13 code']);
    });

    describe('that are sold again', () => {
      const again = `${ticket(2).id}#0`;
      const first = { ...paid, places: [] };
      const second = order(2, { status: 'complete', places: [again, place], admits: [place] });
      const old = admission(1, { status: 'void', code: undefined });
      const theirs = admission(2, { place });
      const sold = (admissions: Snapshot['admissions'], orders = [first, second]) =>
        checkAdmissions({ ...sound, outbox: [], orders, admissions }).map(({ kind }) => kind);

      it('finds nothing where its buyer has the one code', () => {
        expect(sold([old, theirs])).toEqual([]);
      });

      it('finds one that its first holder could still use, and one that nobody could', () => {
        expect(sold([good, theirs])).toEqual(['code', 'code']);
        expect(sold([old])).toEqual(['code']);
      });

      it('finds nothing where it has none while somebody may buy it, and one it has then', () => {
        const buying = order(2, { status: 'created', places: [again] });
        const surrendered = { ...old, isSurrendered: true };
        expect(sold([surrendered], [paid, buying])).toEqual([]);
        expect(sold([{ ...good, isSurrendered: true }], [paid, buying])).toEqual(['code']);
        expect(sold([old], [paid, buying])).toEqual(['code']);
      });
    });

    const used = { ...good, status: 'used' as const };
    const entry = { id: 'c1', admissionId: good.id, result: 'admitted', isUndone: false };
    const scan = { id: 'c1', admissionId: good.id, result: 'admitted' };

    it('finds nothing where a code admitted once and its doubles are listed', () => {
      const checkIns = [
        entry,
        { ...entry, id: 'c2', result: 'used' },
        { ...entry, id: 'c0', isUndone: true },
      ];
      const scans = [scan, { ...scan, id: 'c2', result: 'used' }, { ...scan, id: 'c9', result: undefined }];
      expect(findings(whole({ admissions: [used], checkIns }), { scans })).toEqual([]);
    });

    it.each([
      ['a code that admitted twice', [entry, { ...entry, id: 'c2' }], []],
      ['one that is used by nobody', [], []],
      ['an answer that isn’t kept', [entry], [{ ...scan, id: 'c2', result: 'used' }]],
      ['an answer that is kept as another', [entry], [{ ...scan, result: 'used' }]],
    ])('finds %s', (_, checkIns, scans) => {
      expect(findings(whole({ admissions: [used], checkIns }), { scans })).toEqual(['I14 entry']);
    });

    it('finds two gates that were told to admit with one code', () => {
      const undone = { ...entry, id: 'c2', isUndone: true };
      const scans = [scan, { ...scan, id: 'c2' }];
      expect(findings(whole({ admissions: [used], checkIns: [entry, undone] }), { scans })).toEqual([
        'I14 entry',
      ]);
    });
  });
});
