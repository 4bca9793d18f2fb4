import { Health } from './health';

describe('readiness', () => {
  it('is given when every check passes', async () => {
    const health = new Health().addCheck('mongodb', () => Promise.resolve()).addCheck('nats', () => true);
    expect(await health.readiness()).toEqual({
      ready: true,
      draining: false,
      checks: { mongodb: 'ok', nats: 'ok' },
    });
  });

  it('is not given when a check throws, says no, or takes too long', async () => {
    const health = new Health(10)
      .addCheck('good', () => true)
      .addCheck('throws', () => Promise.reject(new Error('away')))
      .addCheck('throws at once', () => {
        throw new Error('away');
      })
      .addCheck('says no', () => false)
      .addCheck('hangs', () => new Promise<void>(() => undefined));
    expect(await health.readiness()).toEqual({
      ready: false,
      draining: false,
      checks: {
        good: 'ok',
        throws: 'failed',
        'throws at once': 'failed',
        'says no': 'failed',
        hangs: 'failed',
      },
    });
  });

  it('ends when the process drains', async () => {
    const health = new Health().addCheck('good', () => true);
    health.stopping = true;
    expect(await health.readiness()).toMatchObject({ ready: false, draining: true });
  });
});
