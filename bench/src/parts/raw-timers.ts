import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from '../figure';
import type { RawBroker } from './raw-broker';
import { until } from './until';

/**
 * Timers of this process, each publishing one message when it is due.
 * @param perSecond how many are due a second, evenly spread
 * @returns how late the messages were heard, p99 in milliseconds
 */
export async function rawTimers(broker: RawBroker, perSecond: number, seconds: number): Promise<number> {
  const subject = `raw:timers:${randomUUID()}`;
  const lateness: number[] = [];
  await broker.hear(subject, (due) => lateness.push(Date.now() - Number(due)));
  const begin = Date.now() + 200;
  const count = perSecond * seconds;
  for (let i = 0; i < count; i++) {
    const due = begin + Math.round((i * 1_000) / perSecond);
    void pause(due - Date.now()).then(() => broker.publish(subject, String(due)));
  }
  await until(seconds * 1_000 + 10_000, () => lateness.length >= count);
  return percentile(lateness, 0.99);
}
