import { OrderStatus } from '@ticketing/common/contracts';
import mongoose from 'mongoose';
import { facts, wire } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import { AdmissionIssuedListener } from './admissions';
import { ShowCreatedListener, ShowUpdatedListener } from './shows';

describe('the holders of a show', () => {
  const features = useFeatures();
  const show = (id: string, version: number, more: object = {}) => ({
    id,
    version,
    userId: facts.id(),
    title: 'Opera',
    startsAt: '2027-01-01T19:00:00.000Z',
    timeZone: 'Europe/Berlin',
    venue: { name: 'Hall', city: 'Berlin' },
    currency: 'eur',
    status: 'scheduled',
    queue: false,
    resaleCapPercent: 100,
    sequence: 0,
    ...more,
  });
  const updated = (data: object, id = 's1') =>
    new ShowUpdatedListener(features.messaging, features).deliver(wire(data, id));
  const given = async (holders: number) => {
    const id = facts.id();
    await new ShowCreatedListener(features.messaging, features).deliver(wire(show(id, 0), 's0'));
    const users = Array.from({ length: holders }, () => facts.id());
    for (const userId of users) {
      for (let place = 0; place < 2; place += 1) await hold(id, userId);
    }
    return { id, users };
  };
  const hold = (showId: string, userId: string, more: object = {}) =>
    features.readModels.admissions.store({
      _id: facts.id(),
      version: 0,
      orderId: facts.id(),
      showId,
      title: 'Stalls',
      place: 0,
      userId,
      status: 'valid',
      ...more,
    });
  const notified = async (type = 'EMAIL') =>
    (await features.notifications())
      .filter((row) => row.type === type)
      .map(({ userId, kind }) => `${userId} ${kind}`);

  it('are told once each that it has moved, in its own time, with its place, page by page', async () => {
    const { id, users } = await given(5);
    await hold(id, facts.id(), { status: 'void', reason: 'refunded' });
    await hold(facts.id(), facts.id());
    const moved = show(id, 1, { startsAt: '2027-02-01T18:30:00.000Z', sequence: 1 });
    for (let time = 0; time < 2; time += 1) expect(await updated(moved)).toBe('acked');
    await Promise.all([features.showNews.sweep(), features.showNews.sweep()]);
    await features.showNews.sweep();
    expect((await notified()).sort()).toEqual(users.map((user) => `${user} show.moved`).sort());
    const [mail] = (await features.notifications()).filter(({ type }) => type === 'EMAIL');
    expect(mail?.text).toMatch(/is now on 1 Feb 2027, 19:30 \S+ at Hall, Berlin/);
  });

  it('are told that it has moved when they had paid before that, and not when they bought it as it is', async () => {
    const { id } = await given(0);
    const paid = async (paidAt: string) => {
      const [userId, orderId] = [facts.id(), facts.id()];
      await hold(id, userId, { orderId });
      await features.readModels.payments.store({
        _id: facts.id(),
        version: 0,
        orderId,
        status: 'paid',
        paidAt,
      });
      return userId;
    };
    const before = await paid('2020-01-01T00:00:00.000Z');
    await paid('2999-01-01T00:00:00.000Z');
    await updated(show(id, 1, { sequence: 1 }));
    await features.showNews.sweep();
    expect(await notified()).toEqual([`${before} show.moved`]);
  });

  it('are told of one move after the other, also of the tenth after the ninth', async () => {
    const { id } = await given(1);
    for (let version = 1; version <= 10; version += 1)
      await updated(show(id, version, { title: `Opera ${version}`, sequence: version }), `s${version}`);
    const told: string[] = [];
    const notify = jest.spyOn(features.notifier, 'notify');
    notify.mockImplementation(({ id: news }) => Promise.resolve(void told.push(news)));
    await features.showNews.sweep();
    notify.mockRestore();
    expect(told).toEqual(Array.from({ length: 10 }, (_, n) => `show:${id}:${n + 1}`));
  });

  it('are told that it does not take place, also those whose admission is void by then', async () => {
    const { id, users } = await given(2);
    const late = facts.id();
    await hold(id, late, { status: 'void', reason: 'show-cancelled' });
    await hold(id, facts.id(), { status: 'void', reason: 'refunded', changedAt: '2020-01-01T00:00:00.000Z' });
    const refunded = facts.id();
    await hold(id, refunded, { status: 'void', reason: 'refunded', changedAt: '2999-01-01T00:00:00.000Z' });
    await updated(show(id, 1, { status: 'cancelled', cancelReason: 'Flooded' }));
    await features.showNews.sweep();
    expect((await notified()).sort()).toEqual(
      [...users, late, refunded].map((user) => `${user} show.cancelled`).sort(),
    );
    const [mail] = (await features.notifications()).filter(({ type }) => type === 'EMAIL');
    expect(mail?.text).toContain("The organiser's reason: Flooded");
  });

  it('are told also when their order, paid just before it was cancelled, is known only after it', async () => {
    const { id, users } = await given(2);
    await updated(show(id, 1, { status: 'cancelled' }));
    await features.showNews.sweep();
    const buyerId = facts.id();
    const late = {
      id: facts.id(),
      version: 0,
      orderId: facts.id(),
      ticketId: facts.id(),
      showId: id,
      title: 'Stalls',
      place: 0,
      userId: buyerId,
      buyerId,
      sellerId: facts.id(),
      status: 'void',
      codeVersion: 0,
    };
    await features.readModels.orders.store({
      _id: late.orderId,
      version: 0,
      status: OrderStatus.Complete,
      userId: buyerId,
      expiresAt: new Date(),
      ticketId: late.ticketId,
      price: 20,
    });
    expect(await new AdmissionIssuedListener(features.messaging, features).deliver(wire(late, 'late'))).toBe(
      'acked',
    );
    await features.showNews.sweep();
    expect(await notified()).toHaveLength(users.length);
    const rows = mongoose.connection.collection('show_news');
    await rows.updateMany({}, { $set: { againAt: new Date(0) } });
    await features.showNews.sweep();
    expect((await notified()).sort()).toEqual(
      [...users, buyerId].map((user) => `${user} show.cancelled`).sort(),
    );
    expect(await rows.countDocuments({})).toBe(0);
  });

  it('are told of no other edit, and of nothing before the version before', async () => {
    const { id } = await given(1);
    await updated(show(id, 1, { title: 'The opera' }));
    await features.showNews.sweep();
    expect(await notified()).toEqual([]);
    expect(await updated(show(id, 3, { sequence: 1 }), 's3')).toBe('parked');
  });

  it('are told though many news of another show can not be', async () => {
    const [first, second] = [await given(1), await given(1)].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (let version = 1; version <= 100; version += 1)
      await updated(show(first!.id, version, { sequence: version }), `${first!.id}:${version}`);
    await updated(show(second!.id, 1, { sequence: 1 }), second!.id);
    const notify = features.notifier.notify.bind(features.notifier);
    const told = jest
      .spyOn(features.notifier, 'notify')
      .mockImplementation((...args) =>
        args[0].id.includes(second!.id) ? notify(...args) : Promise.reject(new Error('not to be told')),
      );
    await features.showNews.sweep();
    told.mockRestore();
    expect(await notified()).toEqual(second!.users.map((user) => `${user} show.moved`));
  });

  it('are told on from where a process ended', async () => {
    const { id, users } = await given(5);
    await updated(show(id, 1, { sequence: 1 }));
    const notify = jest.spyOn(features.notifier, 'notify');
    notify.mockRejectedValueOnce(new Error('away'));
    await features.showNews.sweep();
    expect(await notified()).toEqual([]);
    notify.mockRestore();
    await features.showNews.sweep();
    expect(await notified()).toHaveLength(users.length);
  });
});
