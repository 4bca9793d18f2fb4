import { until } from '@ticketing/harness';
import type { Fault } from '../fault';

/** What a provider of notifications may do instead of taking one, and how often. */
const kinds = [
  { kind: '429', times: 4, retryAfter: 1 },
  { kind: '503', times: 4 },
  { kind: '400', times: 2 },
  { kind: 'hang', times: 2 },
  { kind: 'drop-after-accept', times: 3 },
] as const;

const channels = ['email', 'slack', 'sms'] as const;

export const providers: Fault = {
  name: 'providers',
  title: 'providers answer 429, 503, 400, hang, and cut the connection after they have accepted',
  healsWithin: 30,
  underLoad: false,
  async run({ system, load, injected }) {
    const { inbox, stripe } = system.servers;
    for (const channel of channels) {
      for (const fault of kinds) {
        inbox.faults.add({ channel, ...fault });
        injected(`${channel} ${fault.kind}, ${fault.times} times`);
      }
    }
    stripe.faults.plan('create', { kind: 'status', status: 429 }, 2);
    stripe.faults.plan('create', { kind: 'status', status: 503 }, 2);
    stripe.faults.plan('create', { kind: 'drop-after' }, 2);
    stripe.faults.plan('confirm', { kind: 'drop-after' }, 3);
    stripe.faults.plan('confirm', { kind: 'stalled', until: new Promise((go) => setTimeout(go, 4_000)) });
    stripe.faults.plan('confirm', { kind: 'status', status: 500 }, 2);
    injected('stripe 429, 503, 500, hangs, cuts after charging');
    load.start({ sell: 4, order: 8, pay: 8, notify: 8, notifyMany: 1 });
    await until('each fault of the providers', () => inbox.faults.list().length === 0, 60_000);
    stripe.faults.clear();
  },
};
