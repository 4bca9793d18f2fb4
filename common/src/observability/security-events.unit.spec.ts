import { createLogger } from './logger';
import { metrics } from './metrics';
import { SecurityEvents } from './security-events';

it('security events are all counted, and logged ten a minute of each kind', async () => {
  const lines: string[] = [];
  const logger = createLogger('things', 'error', { write: (line: string) => void lines.push(line) });
  let now = 0;
  const events = new SecurityEvents(logger, () => now);
  const count = async () => {
    const { values } = await metrics.getSingleMetric('security_events_total')!.get();
    return values.find(({ labels }) => labels['event'] === 'token_forged')?.value ?? 0;
  };
  const before = await count();
  for (let n = 0; n < 25; n += 1) events.note('token_forged', { address: '10.0.0.1' });
  expect((await count()) - before).toBe(25);
  expect(lines).toHaveLength(10);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    level: 'security',
    event: 'token_forged',
    address: '10.0.0.1',
    msg: 'refused',
  });
  events.note('origin_refused', {});
  expect(lines).toHaveLength(11);
  now = 60_000;
  events.note('token_forged', {});
  expect(JSON.parse(lines[11]!)).toMatchObject({ unlogged: 15 });
  events.note('token_forged', {});
  expect(JSON.parse(lines[12]!)).not.toHaveProperty('unlogged');
});
