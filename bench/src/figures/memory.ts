import type { Figure, Round } from '../figure';
import { load } from '../parts/load';

const services = ['auth', 'tickets', 'orders', 'expiration', 'payments', 'support', 'notifications'] as const;
/** MiB. */
const TARGET = { idle: 120, loaded: 300 };

/** The largest service, when nothing is asked of it. */
export const memoryIdle: Figure = {
  name: 'memory-idle',
  title: 'resident memory of the largest service, idle',
  async measure(rig) {
    const sizes: Round[] = [];
    for (const name of services) {
      const environment: Record<string, string> =
        name === 'notifications'
          ? {
              INTERNAL_PORT: '0',
              NOTIFICATIONS_TOKEN: 'benchmarks',
              SMTP_URL: 'smtp://127.0.0.1:25',
              MAIL_FROM: 'a@example.com',
            }
          : name === 'payments'
            ? { STRIPE_KEY: 'sk_test_local', STRIPE_WEBHOOK_SECRET: 'whsec_local' }
            : {};
      const service = await rig.service(name, `bench_memory_${name}`, environment);
      const size = service.memoryMiB();
      process.stderr.write(`  memory-idle: ${name} ${size.toFixed(0)} MiB\n`);
      sizes.push({ ours: size, reference: 1 });
      await service.stop();
    }
    const largest = sizes.reduce((a, b) => (a.ours > b.ours ? a : b));
    return {
      unit: 'MiB',
      rounds: [largest],
      goal: 'at most',
      target: TARGET.idle,
      against: '1 MiB',
      violations: 0,
    };
  },
};

/** The service that takes the most requests, while it does. */
export const memoryLoaded: Figure = {
  name: 'memory-loaded',
  title: 'resident memory of tickets under load',
  async measure(rig) {
    const service = await rig.service('tickets', 'bench_memory_loaded');
    const url = `${service.url}/api/tickets`;
    const rounds: Round[] = [];
    for (let i = 0; i < rig.rounds; i++) {
      const body = (): string => JSON.stringify({ title: 'Concert', price: 20 });
      const { failed } = await load({
        url,
        seconds: rig.seconds,
        method: 'POST',
        headers: { authorization: rig.bearer() },
        body,
      });
      if (failed > 0) process.stderr.write(`  memory-loaded: ${failed} requests failed\n`);
      rounds.push({ ours: service.memoryMiB(), reference: 1 });
    }
    return { unit: 'MiB', rounds, goal: 'at most', target: TARGET.loaded, against: '1 MiB', violations: 0 };
  },
};
