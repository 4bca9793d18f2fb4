import { OrderStatus, Subjects } from '@ticketing/common/contracts';
import { Outbox } from '@ticketing/common/outbox';
import { deliver, testLogger, waitFor } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { Issue } from '../issue';
import { Admission } from '../models/admission';
import { Door } from '../models/door';
import { OrderVersion, Show } from '../models/known';
import { natsWrapper } from '../nats-wrapper';
import {
  buy,
  newId,
  paidOrder,
  published,
  sale,
  showData,
  someone,
  type TestSale,
  useTestService,
} from '../testing/test-app';
import {
  OrderCancelledListener,
  OrderCompletedListener,
  OrderUpdatedListener,
  orderProjection,
  showProjection,
  ticketProjection,
} from './listeners';

jest.mock('../nats-wrapper');

describe('admissions of a paid order', () => {
  const service = useTestService();
  let buyer: { id: string };
  let what: TestSale;

  beforeEach(async () => {
    buyer = await someone(service);
    what = await sale(newId());
  });

  const completed = () => new OrderCompletedListener(service.issue, service.resales);
  const cancelled = () => new OrderCancelledListener(service.issue);
  /** As the broker does: again, until it is acknowledged. */
  const pay = (paid: ReturnType<typeof paidOrder>) =>
    waitFor(async () => (await deliver(service.messaging, completed(), paid)) === 'acked');
  const order = async (places: number[], seats?: string[]) => {
    const paid = paidOrder(buyer.id, what, places, seats);
    await OrderVersion.create({ _id: paid.id, version: 0 });
    return paid;
  };

  it('are one for each place, with a code that says which', async () => {
    const paid = await order([4, 7], ['A5', 'A8']);
    await deliver(service.messaging, completed(), paid);
    const rows = await Admission.find({ orderId: paid.id }).sort({ place: 1 }).lean();
    expect(rows).toMatchObject([
      {
        place: 4,
        seat: 'A5',
        userId: buyer.id,
        sellerId: what.sellerId,
        showId: what.showId,
        status: 'valid',
      },
      { place: 7, seat: 'A8' },
    ]);
    expect(service.codes.read(rows[0]!.code!)).toMatchObject({
      admissionId: rows[0]!._id,
      doorId: what.showId,
      version: 0,
    });
    expect(await published(service.outbox, 'admission:issued')).toMatchObject([
      { id: rows[0]!._id, version: 0, title: 'Stalls', code: rows[0]!.code },
      { id: rows[1]!._id, version: 0, buyerId: buyer.id },
    ]);
  });

  it('are void for places that were given back, used ones too, and the others stay good', async () => {
    const paid = await order([4, 5, 7]);
    await pay(paid);
    await Admission.updateOne({ orderId: paid.id, place: 4 }, { status: 'used' });
    const ticket = { id: what.ticketId, price: 20 };
    const updated = {
      ...paid,
      version: 2,
      status: OrderStatus.Complete,
      ticket,
      expiresAt: new Date().toISOString(),
      items: [{ ticket, quantity: 1, places: [7] }],
      refunded: [{ ticket, quantity: 2, places: [4, 5] }],
    };
    const listener = new OrderUpdatedListener(orderProjection(), service.issue);
    expect(await deliver(service.messaging, listener, updated)).toBe('acked');
    expect(await deliver(service.messaging, listener, updated)).toBe('acked');
    const rows = await Admission.find({ orderId: paid.id }).sort({ place: 1 }).lean();
    expect(rows.map(({ status, version }) => [status, version])).toEqual([
      ['void', 1],
      ['void', 1],
      ['valid', 0],
    ]);
    expect(rows.map(({ code }) => code === undefined)).toEqual([true, true, false]);
    // Only what happens to one admission has an order.
    const updates = await published(service.outbox, 'admission:updated');
    expect(updates.map(({ place, reason }) => `${String(place)} ${String(reason)}`).sort()).toEqual([
      '4 refunded',
      '5 refunded',
    ]);
  });

  it('are one of place 0 where the order tells of no items', async () => {
    const { id, version, userId, ticket } = await order([0]);
    const paid = { id, version, userId, ticket };
    await deliver(service.messaging, completed(), paid);
    expect(await Admission.find({ orderId: paid.id }).lean()).toMatchObject([{ place: 0 }]);
  });

  it('are issued once, however often and by however many replicas it is told', async () => {
    const paid = await order([0, 1, 2]);
    const other = new Issue({ outbox: service.outbox, codes: service.codes, now: () => new Date() });
    await Promise.all(
      Array.from({ length: 20 }, (_, nth) =>
        deliver(
          service.messaging,
          new OrderCompletedListener(nth % 2 ? other : service.issue, service.resales),
          paid,
        ),
      ),
    );
    expect(await Admission.countDocuments({ orderId: paid.id })).toBe(3);
    expect(await published(service.outbox, 'admission:issued')).toHaveLength(3);
  });

  it('wait for a ticket that isn’t known yet', async () => {
    const ticketId = newId();
    what = { ticketId, sellerId: newId(), bought: 0 };
    const paid = await order([0]);
    expect(await deliver(service.messaging, completed(), paid)).toBe('parked');
    await ticketProjection().apply(Subjects.TicketCreated, {
      id: ticketId,
      version: 0,
      title: 'Late',
      price: 20,
      userId: what.sellerId,
    });
    await deliver(service.messaging, completed(), paid);
    expect(await Admission.countDocuments({ orderId: paid.id })).toBe(1);
  });

  it.each([
    ['refunded', 'refunded'],
    ['show-cancelled', 'show-cancelled'],
  ] as const)('are void when it was %s', async (reason, told) => {
    const [one] = await buy(service, buyer.id, what, 1);
    const end = { id: one!.orderId, version: 2, userId: buyer.id, ticket: { id: what.ticketId }, reason };
    await deliver(service.messaging, cancelled(), end);
    await deliver(service.messaging, cancelled(), end);
    expect(await Admission.findById(one!._id).lean()).toMatchObject({ status: 'void', version: 1 });
    const [event, ...more] = await published(service.outbox, 'admission:updated');
    expect(event).toMatchObject({ id: one!._id, version: 1, status: 'void', reason: told });
    expect(event).not.toHaveProperty('code');
    expect(more).toEqual([]);
  });

  describe('of a place that was sold before', () => {
    const refund = ({ id }: { id: string }) =>
      deliver(service.messaging, cancelled(), {
        id,
        version: 2,
        userId: buyer.id,
        ticket: { id: what.ticketId },
        reason: 'refunded' as const,
      });
    const at = (paid: object, time: string) => ({
      ...paid,
      meta: { id: newId(), time, correlationId: newId() },
    });
    const complete = (paid: object, time: string) =>
      deliver(service.messaging, completed(), at(paid, time) as never);
    const [EARLIER, LATER] = ['2031-05-04T18:00:00.000Z', '2031-05-04T18:00:01.000Z'];

    it.each([
      ['the refund is heard of after the next sale', ['first', 'second', 'refund']],
      ['the first sale is heard of last', ['second', 'first', 'refund']],
      ['all is heard in order', ['first', 'refund', 'second']],
    ])('are one with a code at any time: %s', async (_, heard) => {
      const [first, second] = [await order([3]), await order([3])];
      const steps = {
        first: () => complete(first, EARLIER),
        second: () => complete(second, LATER),
        refund: () => refund(first),
      } as const;
      for (const step of heard) {
        expect(await steps[step as keyof typeof steps]()).toBe('acked');
        const good = await Admission.find({ ticketId: what.ticketId, code: { $exists: true } }).lean();
        expect(good.length).toBeLessThanOrEqual(1);
      }
      const rows = await Admission.find({ ticketId: what.ticketId }).lean();
      expect(new Map(rows.map(({ orderId, status }) => [orderId, status]))).toEqual(
        new Map([
          [first.id, 'void'],
          [second.id, 'valid'],
        ]),
      );
      const events = await published(service.outbox, 'admission:updated');
      expect(events.filter(({ status }) => status === 'void').length).toBeLessThanOrEqual(1);
    });
  });

  describe('when the show is cancelled', () => {
    const cancel = async () => {
      const [, updated] = showProjection().listeners({
        [Subjects.ShowUpdated]: ({ id }) => service.issue.voidShow(id),
      });
      await deliver(service.messaging, updated!, {
        ...showData(what.sellerId, what.showId!),
        version: 1,
        status: 'cancelled',
      });
    };

    it('are void, and those of an order that is paid at that moment too', async () => {
      const paid = await Promise.all(Array.from({ length: 10 }, (_, nth) => order([nth])));
      await Promise.all([
        ...paid.slice(0, 5).map((one) => pay(one)),
        cancel(),
        ...paid.slice(5).map((one) => pay(one)),
      ]);
      expect(await Admission.countDocuments({ doorId: what.showId, status: 'void' })).toBe(10);
      expect(await Admission.countDocuments({ doorId: what.showId, code: { $exists: true } })).toBe(0);
    });
  });

  it('are void of a show that another replica is told of as cancelled while they are issued', async () => {
    await Door.create({ _id: what.showId!, sequence: 7 });
    const paid = await order([0]);
    const replica = new Outbox({ connection: mongoose.connection, nats: natsWrapper, logger: testLogger });
    const other = new Issue({ outbox: replica, codes: service.codes, now: () => new Date() });
    const number = Door.findByIdAndUpdate.bind(Door);
    let voided: Promise<void> | undefined;
    jest.spyOn(Door, 'findByIdAndUpdate').mockImplementationOnce(((...args: Parameters<typeof number>) => ({
      async lean() {
        await Show.updateOne({ _id: what.showId }, { status: 'cancelled' });
        const written = jest.spyOn(Door.collection, 'updateOne');
        voided = other.voidShow(what.showId!);
        await waitFor(() => written.mock.results.length > 0);
        // What it reads from here on is as it was before this commits.
        await (written.mock.results[0]!.value as Promise<unknown>).catch(() => undefined);
        return number(...args).lean();
      },
    })) as never);
    await pay(paid);
    await voided;
    expect(await Admission.find({ orderId: paid.id }).lean()).toMatchObject([{ status: 'void' }]);
  });

  it('number the changes of their door without a gap', async () => {
    await Promise.all(Array.from({ length: 10 }, () => buy(service, buyer.id, what, 2)));
    const rows = await Admission.find({ doorId: what.showId }).sort({ sequence: 1 }).lean();
    expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, nth) => nth + 1));
  });
});
