import { OrderStatus, Subjects } from '@ticketing/common/contracts';
import { bearer, deliver, waitFor } from '@ticketing/common/testing';
import request from 'supertest';
import {
  OrderCancelledListener,
  OrderCompletedListener,
  OrderCreatedListener,
  orderProjection,
  showProjection,
} from '../events/listeners';
import { Admission, type AdmissionFields } from '../models/admission';
import { Resale } from '../models/resale';
import {
  buy,
  newId,
  published,
  sale,
  showData,
  someone,
  type TestSale,
  useTestService,
} from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('an admission that is sold again', () => {
  const service = useTestService();
  type Person = Awaited<ReturnType<typeof someone>>;
  let giver: Person;
  let buyer: Person;
  let what: TestSale;
  let admission: AdmissionFields;

  beforeEach(async () => {
    [giver, buyer] = await Promise.all([someone(service), someone(service)]);
    what = await sale(newId(), { seats: ['A1'] });
    [admission] = (await buy(service, giver.id, what)) as [AdmissionFields];
  });

  const path = (id = admission._id) => `/api/admissions/${id}/resale`;
  const list = (price = 20, as = giver) =>
    request(service.app).post(path()).set('Authorization', bearer(as)).send({ price });
  const listed = async () => ((await list().expect(201)).body as { id: string }).id;
  const withdraw = (app = service.app, as = giver) =>
    request(app).delete(path()).set('Authorization', bearer(as));
  const checkIn = (code: string, app = service.app) =>
    request(app)
      .post('/api/check-ins')
      .set('Authorization', bearer({ id: what.sellerId }))
      .send({ code });
  const stored = () => Admission.findById(admission._id).lean<AdmissionFields>();
  const events = (subject: string) => published(service.outbox, subject);

  const created = () => new OrderCreatedListener(orderProjection(), service.resales);
  const completed = () => new OrderCompletedListener(service.issue, service.resales);
  const cancelled = () => new OrderCancelledListener(service.issue);
  /** What orders tells of an order of it. */
  const orderFor = (resaleId: string, userId = buyer.id) => ({
    id: newId(),
    version: 0,
    userId,
    status: OrderStatus.Created,
    expiresAt: '2031-05-04T18:00:00.000Z',
    ticket: { id: resaleId, price: 20 },
    items: [{ ticket: { id: resaleId, price: 20 }, quantity: 1, places: [0] }],
    total: 20,
    currency: 'usd',
    resale: { admissionId: admission._id, surrendered: false },
  });
  type TestOrder = ReturnType<typeof orderFor>;
  const place = async (resaleId: string, userId?: string) => {
    const order = orderFor(resaleId, userId);
    await waitFor(async () => (await deliver(service.messaging, created(), order)) === 'acked');
    return order;
  };
  const pay = (order: TestOrder) =>
    waitFor(
      async () => (await deliver(service.messaging, completed(), { ...order, version: 1 })) === 'acked',
    );
  const end = (order: { id: string; userId: string }, reason: 'expired' | 'refunded', more = {}) =>
    deliver(service.messaging, cancelled(), {
      id: order.id,
      version: 1,
      userId: order.userId,
      ticket: { id: what.ticketId },
      reason,
      ...more,
    });

  it('is told of with its place, and stays good', async () => {
    const id = await listed();
    expect(await events('resale:created')).toEqual([
      {
        id,
        version: 0,
        admissionId: admission._id,
        orderId: admission.orderId,
        ticketId: what.ticketId,
        place: 0,
        seat: 'A1',
        title: 'Stalls',
        showId: what.showId,
        userId: giver.id,
        organiserId: what.sellerId,
        price: 20,
        currency: 'usd',
        paid: 20,
        status: 'listed',
      },
    ]);
    expect(await stored()).toMatchObject({ status: 'valid', code: admission.code, version: 0 });
    const { body } = await list().expect(409);
    expect(body.errors).toMatchObject([{ code: 'already_listed' }]);
  });

  it('is sold by its holder alone', async () => {
    await list(20, buyer).expect(404);
    await listed();
    await withdraw(service.app, buyer).expect(404);
    expect(await Resale.countDocuments({ status: 'listed' })).toBe(1);
  });

  it.each([
    [100, 20, 20.01],
    [75, 15, 15.01],
    [150, 30, 30.01],
    [0, undefined, 0.5],
  ])('costs at most %s percent of what it cost at first', async (percent, good, tooMuch) => {
    const show = { ...showData(what.sellerId, what.showId!), version: 1, resaleCapPercent: percent };
    await showProjection().apply(Subjects.ShowUpdated, show);
    const { body } = await list(tooMuch).expect(400);
    expect(body.errors).toMatchObject([{ field: 'price', code: 'over_cap' }]);
    if (good) await list(good).expect(201);
  });

  it('is not for sale once the show is over', async () => {
    service.clock.now = new Date('2031-05-04T18:00:00.000Z');
    const { body } = await list().expect(409);
    expect(body.errors).toMatchObject([{ code: 'show_over' }]);
  });

  it('is not surrendered to an order that is heard of once the show is over', async () => {
    const id = await listed();
    service.clock.now = new Date('2031-05-04T18:00:00.000Z');
    const { id: orderId } = await place(id);
    expect(await events('resale:refused')).toEqual([{ id, orderId }]);
    expect(await stored()).toMatchObject({ status: 'valid', code: admission.code });
  });

  it('is void while somebody may pay, and good again with the same code when they don’t', async () => {
    const id = await listed();
    const order = await place(id);
    expect(await stored()).toMatchObject({ status: 'void', codeVersion: 0 });
    await checkIn(admission.code!).expect(409);
    const { body } = await withdraw().expect(409);
    expect(body.errors).toMatchObject([{ code: 'being_bought' }]);
    await end(order, 'expired', { resale: order.resale });
    expect(await stored()).toMatchObject({ status: 'valid', code: admission.code, codeVersion: 0 });
    expect((await events('resale:updated')).map(({ status }) => status)).toEqual(['surrendered', 'listed']);
    await checkIn(admission.code!).expect(201);
  });

  it('is born anew for who has paid, and its giver is owed', async () => {
    const id = await listed();
    const order = await place(id);
    await pay(order);
    await pay(order);
    const old = (await stored())!;
    expect(old).toMatchObject({ status: 'void', codeVersion: 1 });
    expect(old).not.toHaveProperty('code');
    const [born, ...more] = await Admission.find({ orderId: order.id }).lean<AdmissionFields[]>();
    expect(more).toEqual([]);
    expect(born).toMatchObject({
      userId: buyer.id,
      buyerId: buyer.id,
      status: 'valid',
      resaleOf: admission._id,
      ticketId: what.ticketId,
      place: 0,
      seat: 'A1',
      doorId: what.showId,
      sellerId: what.sellerId,
    });
    expect(await events('resale:completed')).toMatchObject([
      {
        id,
        status: 'sold',
        resaleOrderId: order.id,
        newAdmissionId: born!._id,
        owed: { userId: giver.id, amount: 20, currency: 'usd' },
      },
    ]);
    await checkIn(admission.code!).expect(409);
    await checkIn(born!.code!).expect(201);
    await list().expect(409);
  });

  it('costs no more than at first when it is sold for a second time', async () => {
    const first = await place(((await list(10).expect(201)).body as { id: string }).id);
    await pay(first);
    const born = (await Admission.findOne({ orderId: first.id }).lean())!;
    admission = born;
    await list(20.01, buyer).expect(400);
    await list(20, buyer).expect(201);
    expect(await events('resale:created')).toMatchObject([{}, { orderId: first.id, paid: 10 }]);
  });

  it.each(['checked in', 'given away', 'given back', 'of a cancelled show'])(
    'is withdrawn when it is %s',
    async (how) => {
      const id = await listed();
      if (how === 'checked in') await checkIn(admission.code!).expect(201);
      if (how === 'given away') {
        const offer = await request(service.app)
          .post(`/api/admissions/${admission._id}/transfer`)
          .set('Authorization', bearer(giver))
          .send({ email: buyer.email });
        const accept = `/api/transfers/${(offer.body as { id: string }).id}/accept`;
        await request(service.app).post(accept).set('Authorization', bearer(buyer)).expect(200);
      }
      if (how === 'given back')
        await end({ id: admission.orderId, userId: giver.id }, 'refunded', { version: 2 });
      if (how === 'of a cancelled show') await service.issue.voidShow(what.showId!);
      const reason = {
        'checked in': 'checked-in',
        'given away': 'transferred',
        'given back': 'refunded',
        'of a cancelled show': 'show-cancelled',
      }[how];
      expect(await events('resale:updated')).toMatchObject([{ id, status: 'withdrawn', reason }]);
      const late = await place(id, newId());
      expect(await events('resale:refused')).toEqual([{ id, orderId: late.id }]);
    },
  );

  it('is void for good, and its order told of, when it is given back while somebody buys it', async () => {
    const id = await listed();
    const order = await place(id);
    await end({ id: admission.orderId, userId: giver.id }, 'refunded', { version: 2 });
    expect(await events('resale:updated')).toMatchObject([
      { status: 'surrendered' },
      { status: 'withdrawn', reason: 'refunded', resaleOrderId: order.id },
    ]);
    await end(order, 'expired', { resale: order.resale });
    expect(await stored()).toMatchObject({ status: 'void' });
  });

  it('is surrendered to the next order once the one before has ended, whichever is heard of first', async () => {
    const id = await listed();
    const first = await place(id);
    const second = orderFor(id, newId());
    expect(await deliver(service.messaging, created(), second)).toBe('parked');
    await end(first, 'expired', { resale: first.resale });
    await deliver(service.messaging, created(), second);
    expect(await stored()).toMatchObject({ status: 'void', resale: { orderId: second.id } });
  });

  it('has one end, whoever is first: the door, its holder or a buyer', async () => {
    const ends = { admitted: 0, withdrawn: 0, bought: 0 };
    for (let round = 0; round < 50; round += 1) {
      what = await sale(newId());
      [admission] = (await buy(service, giver.id, what)) as [AdmissionFields];
      const id = await listed();
      const order = orderFor(id);
      const [door, taken] = await Promise.all([
        checkIn(admission.code!, round % 2 ? service.app : service.otherApp),
        withdraw(round % 2 ? service.otherApp : service.app),
        waitFor(async () => (await deliver(service.messaging, created(), order)) === 'acked'),
      ]);
      const now = (await stored())!;
      const bought = now.resale?.orderId === order.id;
      // Withdrawn, it can still be used: that is no other end of the resale.
      expect([round, bought && (door.status === 201 || taken.status === 204)]).toEqual([round, false]);
      expect([round, now.status]).toEqual([round, bought ? 'void' : door.status === 201 ? 'used' : 'valid']);
      const { status } = (await Resale.findById(id).lean())!;
      expect([round, status]).toEqual([round, bought ? 'surrendered' : 'withdrawn']);
      if (bought) ends.bought += 1;
      else if (taken.status === 204) ends.withdrawn += 1;
      else ends.admitted += 1;
      if (!bought) continue;
      await pay(order);
      const good = await Admission.find({ doorId: what.showId, code: { $exists: true } }).lean();
      expect(good).toMatchObject([{ orderId: order.id, status: 'valid' }]);
    }
    expect(ends.admitted + ends.withdrawn + ends.bought).toBe(50);
  });
});
