import { waitFor } from '@ticketing/common/testing';
import { stored } from '../testing/stored';
import { ScriptedProvider, useWorkers } from '../testing/test-worker';
import { Breaker } from './breaker';
import type { PushOutcome } from './push-outcome';

jest.mock('../nats-wrapper');

const down: PushOutcome = { kind: 'retry', code: '503', error: 'down', failsProvider: true };
const busy: PushOutcome = { kind: 'retry', code: '450', error: 'mailbox busy', failsProvider: false };
const message = { uuid: 'u', receiver: 'r', text: 't' };
const options = { errorThresholdPercentage: 50, volumeThreshold: 3, windowMs: 10_000, pauseMs: 30 };

describe('the circuit breaker of a provider', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());

  it('pauses the channel when the provider fails, then lets one push find out', async () => {
    const provider = new ScriptedProvider(() => down);
    const breaker = new Breaker(provider, options);
    for (let n = 0; n < 3; n += 1) expect(await breaker.push(message)).toEqual(down);
    jest.advanceTimersByTime(options.pauseMs - 1);
    expect(breaker.pausedMs).toBe(1);
    expect(await breaker.push(message)).toBe('paused');
    expect(provider.pushed).toHaveLength(3);
    expect(breaker.probing).toBe(false);
    jest.advanceTimersByTime(1);
    expect(breaker.probing).toBe(true);
    expect(breaker.pausedMs).toBe(0);
    provider.answer = () => ({ kind: 'accepted' });
    expect(await Promise.all([breaker.push(message), breaker.push(message)])).toEqual([
      { kind: 'accepted' },
      'paused',
    ]);
    expect(breaker.probing).toBe(false);
    expect(await breaker.push(message)).toEqual({ kind: 'accepted' });
    breaker.close();
  });

  it('pauses again when the outage goes on', async () => {
    const breaker = new Breaker(new ScriptedProvider(() => down), options);
    for (let n = 0; n < 3; n += 1) await breaker.push(message);
    jest.advanceTimersByTime(options.pauseMs);
    expect(breaker.probing).toBe(true);
    expect(await breaker.push(message)).toEqual(down);
    expect(breaker.pausedMs).toBe(options.pauseMs);
    breaker.close();
  });

  it.each<[string, PushOutcome]>([
    ['a busy mailbox', busy],
    ['a refusal', { kind: 'refused', code: '550', error: 'no' }],
  ])('is not moved by %s', async (_what, outcome) => {
    const breaker = new Breaker(new ScriptedProvider(() => outcome), options);
    for (let n = 0; n < 20; n += 1) expect(await breaker.push(message)).toEqual(outcome);
    breaker.close();
  });
});

describe('during an outage', () => {
  const workers = useWorkers();

  it('no notification uses up its retries, and another channel goes on', async () => {
    const mail = new ScriptedProvider(() => down);
    const sms = new ScriptedProvider();
    for (let n = 0; n < 40; n += 1) await stored(workers.collection);
    for (let n = 0; n < 10; n += 1)
      await stored(workers.collection, { type: 'SMS', receiver: '+14155550123' });
    workers.start({ provider: mail, concurrency: 1, breaker: { ...options, pauseMs: 200 } });
    workers.start({ provider: sms, type: 'SMS' });
    await waitFor(() => sms.pushed.length === 10);
    // The first failures, and one more after each pause.
    await waitFor(() => mail.pushed.length >= 5, { timeout: 10_000 });
    expect(await workers.collection.countDocuments({ status: 'DEAD' })).toBe(0);
    mail.answer = () => ({ kind: 'accepted' });
    await waitFor(async () => (await workers.collection.countDocuments({ status: 'PROCESSED' })) === 50, {
      timeout: 15_000,
    });
    // Without the pause each of the forty would have been pushed again and again.
    expect(mail.pushed.length).toBeLessThan(60);
  });

  it('nothing is claimed while one push finds out whether it is over', async () => {
    const find = jest.spyOn(workers.collection, 'find');
    const looks = () => find.mock.calls.filter(([filter]) => filter?.type === 'EMAIL').length;
    const provider = new ScriptedProvider(() => down);
    for (let n = 0; n < 60; n += 1) await stored(workers.collection);
    workers.start({
      provider,
      concurrency: 1,
      batch: 5,
      breaker: { ...options, pauseMs: 200 },
      pushTimeoutMs: 30_000,
    });
    await waitFor(() => provider.pushed.length >= 3);
    let meanwhile: number | undefined;
    provider.answer = async () => {
      if (meanwhile === undefined) {
        const before = looks();
        const sms = new ScriptedProvider();
        for (let n = 0; n < 10; n += 1) await stored(workers.collection, { type: 'SMS' });
        workers.start({ provider: sms, type: 'SMS', concurrency: 1, batch: 1 });
        await waitFor(() => sms.pushed.length === 10);
        meanwhile = looks() - before;
      }
      return { kind: 'accepted' };
    };
    await waitFor(() => meanwhile !== undefined);
    find.mockRestore();
    expect(meanwhile).toBe(0);
  });
});
