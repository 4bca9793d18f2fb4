import { facts, wire } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import { ResaleCompletedListener, ResaleUpdatedListener } from './resales';

describe('an admission that its holder sells again', () => {
  const features = useFeatures();
  const resale = (userId: string, more: object) => ({
    id: facts.id(),
    version: 1,
    admissionId: facts.id(),
    orderId: facts.id(),
    ticketId: facts.id(),
    place: 0,
    title: 'Stalls <b>',
    userId,
    organiserId: facts.id(),
    price: 12.5,
    currency: 'eur',
    ...more,
  });
  const showId = facts.id();
  const mails = async () => (await features.notifications()).filter(({ type }) => type === 'EMAIL');
  const complete = (userId: string) => {
    const sold = { status: 'sold', resaleOrderId: facts.id(), newAdmissionId: facts.id() };
    const data = resale(userId, { ...sold, showId, owed: { userId, amount: 12.5, currency: 'eur' } });
    return new ResaleCompletedListener(features.messaging, features).deliver(wire(data, 'r2'));
  };

  it('is told as sold with what is owed, once', async () => {
    const user = facts.user();
    await features.directory.apply(user);
    await features.readModels.shows.store({ _id: showId, version: 0, title: 'Macbeth' } as never);
    for (let time = 0; time < 2; time += 1) expect(await complete(user.id)).toBe('acked');
    const told = await mails();
    expect(told).toMatchObject([{ userId: user.id, kind: 'admission.resold' }]);
    expect(told[0]!.subject).toContain('Macbeth: Stalls <b>');
    expect(told[0]!.text).toContain('You are owed €12.50. It is not paid out by itself: the help desk');
  });

  it('is told to an address that is not proven in fixed words', async () => {
    const user = facts.user();
    await features.directory.apply(user);
    features.unproven.add(user.id);
    await complete(user.id);
    const told = await mails();
    expect(told).toMatchObject([{ subject: 'Your ticket is sold' }]);
    expect(told[0]!.text).not.toContain('Stalls');
  });

  it.each([
    ['holder', 0],
    ['show-cancelled', 0],
    ['checked-in', 1],
    ['transferred', 1],
    ['refunded', 1],
  ])('is told as no longer for sale: %s, %d times', async (reason, times) => {
    const user = facts.user();
    await features.directory.apply(user);
    const data = resale(user.id, { status: 'withdrawn', reason });
    const listener = new ResaleUpdatedListener(features.messaging, features);
    expect(await listener.deliver(wire(data, `r-${reason}`))).toBe('acked');
    const told = await mails();
    expect(told.map(({ kind }) => kind)).toEqual(Array<string>(times).fill('resale.withdrawn'));
  });
});
