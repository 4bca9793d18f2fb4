import { Payment } from '../models/payment';
import { givenOrder, published, useTestService } from '../testing/test-app';
import { publishCreated } from './payment-events';

jest.mock('../nats-wrapper');

const by = { id: 'buyer', role: 'buyer' } as const;

describe('the attempts to pay an order', () => {
  const service = useTestService();
  const soon = () => new Date(Date.now() + 60_000);

  it('are one at a time, decided by the database', async () => {
    const order = await givenOrder();
    const opened = await Promise.all(
      Array.from({ length: 20 }, () => service.store.open(order, 'pm_card_visa', soon())),
    );
    expect(opened.filter(Boolean)).toHaveLength(1);
    const copy = await Payment.findOne({ orderId: order._id }).lean();
    const second = { ...copy, _id: undefined, attempt: 2, idempotencyKey: 'another' };
    await expect(Payment.create(second)).rejects.toMatchObject({ code: 11000 });
  });

  it('are numbered, a new one after a definite refusal only', async () => {
    const order = await givenOrder();
    const first = await service.store.open(order, 'pm_card_visa', soon());
    await service.store.move(first!._id, 'charging', { from: 'created', by, set: { stripeId: 'pi_1' } });
    await service.store.move(first!._id, 'unknown', { from: 'charging', by });
    expect(await service.store.open(order, 'pm_card_visa', soon())).toBeUndefined();
    await service.store.move(first!._id, 'refused', { from: 'unknown', by });
    const second = await service.store.open(order, 'pm_card_visa', soon());
    expect(second).toMatchObject({ attempt: 2, idempotencyKey: `${order._id}-2` });
  });

  it('take each step once, and tell of it once', async () => {
    const order = await givenOrder();
    const { _id } = (await service.store.open(order, 'pm_card_visa', soon()))!;
    await service.store.move(_id, 'charging', { from: 'created', by, set: { stripeId: 'pi_1' } });
    const moves = await Promise.all(
      Array.from({ length: 8 }, () =>
        service.store.move(_id, 'succeeded', { from: 'charging', by, publish: publishCreated }),
      ),
    );
    expect(moves.filter(Boolean)).toHaveLength(1);
    expect(await published(service.outbox, 'payment:created')).toHaveLength(1);
    expect(await Payment.findById(_id).lean()).toMatchObject({
      status: 'succeeded',
      version: 1,
      blocking: true,
    });
  });

  it('never take a step that there is not', async () => {
    const order = await givenOrder();
    const { _id } = (await service.store.open(order, 'pm_card_visa', soon()))!;
    await expect(service.store.move(_id, 'succeeded', { from: 'created', by })).rejects.toThrow(/created/);
  });

  it('change nothing when the event can not be stored with the step', async () => {
    const order = await givenOrder();
    const { _id } = (await service.store.open(order, 'pm_card_visa', soon()))!;
    await service.store.move(_id, 'charging', { from: 'created', by, set: { stripeId: 'pi_1' } });
    const publish = () => Promise.reject(new Error('no'));
    await expect(service.store.move(_id, 'succeeded', { from: 'charging', by, publish })).rejects.toThrow(
      'no',
    );
    expect(await Payment.findById(_id).lean()).toMatchObject({ status: 'charging', version: 0 });
  });
});
