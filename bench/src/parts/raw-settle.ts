import { randomUUID } from 'node:crypto';
import type { NatsStreamingServer } from '@ticketing/infra';
import { crowd, upTo } from './crowd';
import { RawBroker } from './raw-broker';
import { until } from './until';

const AT_ONCE = 500;

/** Publishes as fast as is acknowledged. @returns seconds from the last acknowledgement until all was heard */
export async function rawSettle(nats: NatsStreamingServer, messages: number): Promise<number> {
  const [from, to] = await Promise.all([RawBroker.connect(nats), RawBroker.connect(nats)]);
  const subject = `raw:settle:${randomUUID()}`;
  let heard = 0;
  await to.hear(subject, () => (heard += 1));
  const wire = JSON.stringify({ id: 'x'.repeat(24), version: 0, title: 'Concert', price: 20, userId: 'u1' });
  await crowd(upTo(messages), AT_ONCE, () => from.publish(subject, wire));
  const last = performance.now();
  await until(60_000, () => heard >= messages);
  const seconds = (performance.now() - last) / 1_000;
  await Promise.all([from.close(), to.close()]);
  return seconds;
}
