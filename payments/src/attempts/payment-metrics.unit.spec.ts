import { metrics } from '@ticketing/common/observability';
import { givenOrder, useTestService } from '../testing/test-app';
import { observeOpenPayments } from './payment-metrics';

jest.mock('../nats-wrapper');

describe('the metrics of payments', () => {
  const service = useTestService();
  const value = async (name: string, labels: object = {}): Promise<number | undefined> => {
    const metric = await metrics.getSingleMetric(name)?.get();
    return metric?.values.find((each) => Object.entries(labels).every(([key, is]) => each.labels[key] === is))
      ?.value;
  };

  it('show how many payments are undecided, and since when', async () => {
    observeOpenPayments(() => service.now().getTime());
    const { _id: orderId } = await givenOrder();
    expect(await value('payments_open', { status: 'requires_action' })).toBe(0);
    await service.payOrder.pay({ orderId, userId: 'buyer', token: 'pm_card_threeDSecure2Required' });
    expect(await value('payments_open', { status: 'requires_action' })).toBe(1);
    service.advanceClock(90_000);
    expect(await value('payments_oldest_open_seconds')).toBeGreaterThanOrEqual(90);
    service.fake.ledger.authenticate(service.fake.findIntents(orderId)[0]?.id ?? '', true);
    await service.reconciler.turn();
    expect(await value('payments_open', { status: 'requires_action' })).toBe(0);
    expect(await value('payments_oldest_open_seconds')).toBe(0);
  });

  it('count what became of attempts', async () => {
    const before = (await value('payments_attempts_total', { outcome: 'refused' })) ?? 0;
    const { _id: orderId } = await givenOrder();
    await service.payOrder
      .pay({ orderId, userId: 'buyer', token: 'pm_card_chargeDeclined' })
      .catch(() => undefined);
    expect(await value('payments_attempts_total', { outcome: 'refused' })).toBe(before + 1);
  });
});
