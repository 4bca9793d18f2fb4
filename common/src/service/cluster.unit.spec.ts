import { EventEmitter } from 'node:events';
import { testLogger } from '../testing/test-logger';

jest.mock('prom-client', () => {
  const real = jest.requireActual<object>('prom-client');
  class AggregatorRegistry {
    static setRegistries = jest.fn();
    clusterMetrics = () => clusterMetrics();
  }
  return { ...real, AggregatorRegistry };
});
const clusterMetrics = jest.fn(() => Promise.resolve('of all 1'));

class FakeWorker extends EventEmitter {
  process = { kill: jest.fn() };
  send = jest.fn();
  isConnected = () => true;
}
class FakeCluster extends EventEmitter {
  isWorker = false;
  workers: FakeWorker[] = [];
  fork = jest.fn((_env: object) => {
    const worker = new FakeWorker();
    this.workers.push(worker);
    return worker;
  });
}
const fake = new FakeCluster();
jest.mock('node:cluster', () => ({
  __esModule: true,
  get default() {
    return fake;
  },
}));

import { AggregatorRegistry } from 'prom-client';
import { answerMetricsRequests, isClusterWorker, metricsText, runPrimary, workerNumber } from './cluster';
import { counter, metrics } from '../observability/metrics';

const worker = (index: number) => fake.workers[index] ?? new FakeWorker();
const dies = (index: number) => fake.emit('exit', worker(index), null, 'SIGKILL');

describe('a primary', () => {
  const listeners = new Map<string, (signal: string) => void>();
  const exit = jest.fn();

  beforeEach(() => {
    jest.useFakeTimers();
    fake.removeAllListeners();
    fake.workers = [];
    fake.fork.mockClear();
    exit.mockClear();
    jest.spyOn(process, 'exit').mockImplementation(((code: number) => void exit(code)) as never);
    jest.spyOn(process, 'on').mockImplementation((event, listener) => {
      listeners.set(String(event), listener as (signal: string) => void);
      return process;
    });
    runPrimary(2, 1_000, testLogger);
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('forks numbered workers', () => {
    expect(fake.fork.mock.calls).toEqual([[{ WORKER_NUMBER: '1' }], [{ WORKER_NUMBER: '2' }]]);
  });

  it('replaces a worker that died by one of the same number; later, when it died young', () => {
    dies(1);
    jest.advanceTimersByTime(999);
    expect(fake.fork).toHaveBeenCalledTimes(2);
    jest.advanceTimersByTime(1);
    expect(fake.fork).toHaveBeenLastCalledWith({ WORKER_NUMBER: '2' });
    jest.advanceTimersByTime(5_000);
    dies(0);
    jest.advanceTimersByTime(0);
    expect(fake.fork).toHaveBeenLastCalledWith({ WORKER_NUMBER: '1' });
  });

  it('takes no notice of the end of a worker that it does not know', () => {
    fake.emit('exit', new FakeWorker(), 0, null);
    jest.runAllTimers();
    expect(fake.fork).toHaveBeenCalledTimes(2);
  });

  it('passes a signal on, leaves when the last worker has, and replaces none', () => {
    listeners.get('SIGTERM')?.('SIGTERM');
    for (const index of [0, 1]) expect(worker(index).process.kill).toHaveBeenCalledWith('SIGTERM');
    dies(0);
    expect(exit).not.toHaveBeenCalled();
    dies(1);
    expect(exit).toHaveBeenCalledWith(0);
    jest.runAllTimers();
    expect(fake.fork).toHaveBeenCalledTimes(2);
  });

  it('leaves at once when there is no worker just then', () => {
    dies(0);
    dies(1);
    listeners.get('SIGINT')?.('SIGINT');
    expect(exit).toHaveBeenCalledWith(0);
    jest.runAllTimers();
    expect(fake.fork).toHaveBeenCalledTimes(2);
  });

  it('ends a worker that does not stop by itself', () => {
    listeners.get('SIGTERM')?.('SIGTERM');
    jest.advanceTimersByTime(16_000);
    expect(worker(0).process.kill).toHaveBeenLastCalledWith('SIGKILL');
  });

  it("answers a worker that asks for everyone's metrics, also when they can't be had", async () => {
    const asking = new FakeWorker();
    fake.emit('message', asking, { type: 'something else' });
    fake.emit('message', asking, { type: 'metrics:request', id: 7 });
    clusterMetrics.mockRejectedValueOnce(new Error('timeout'));
    fake.emit('message', asking, { type: 'metrics:request', id: 8 });
    await jest.advanceTimersByTimeAsync(1);
    expect(asking.send.mock.calls).toEqual(
      expect.arrayContaining([
        [{ type: 'metrics:answer', id: 7, text: 'of all 1' }],
        [{ type: 'metrics:answer', id: 8 }],
      ]),
    );
  });
});

describe('a process without workers', () => {
  it('serves its own metrics', async () => {
    counter('cluster_spec_total', 'x').inc();
    answerMetricsRequests();
    expect(isClusterWorker()).toBe(false);
    expect(workerNumber()).toBe(1);
    expect(AggregatorRegistry.setRegistries).not.toHaveBeenCalled();
    expect(await metricsText()).toContain('cluster_spec_total 1');
  });
});

describe('a worker', () => {
  const send = process.send;
  const sent: { id: number }[] = [];
  const answer = (message: object) => process.emit('message', message, undefined);

  beforeEach(() => {
    fake.isWorker = true;
    sent.length = 0;
    process.send = ((message: { id: number }) => sent.push(message) > 0) as typeof process.send;
  });
  afterEach(() => {
    fake.isWorker = false;
    if (send) process.send = send;
    else delete process.send;
    jest.useRealTimers();
  });
  const lastId = () => sent.at(-1)?.id ?? 0;

  it('takes part in the metrics of all', () => {
    answerMetricsRequests();
    expect(AggregatorRegistry.setRegistries).toHaveBeenCalledWith([metrics]);
  });

  it("serves everyone's metrics, as the primary tells them", async () => {
    const text = metricsText();
    answer({ type: 'metrics:answer', id: lastId() + 1, text: 'of another request' });
    answer({ type: 'metrics:answer', id: lastId(), text: 'of all 2' });
    expect(await text).toBe('of all 2');
  });

  it('fails when the primary has none, or does not answer', async () => {
    const none = metricsText();
    answer({ type: 'metrics:answer', id: lastId() });
    await expect(none).rejects.toThrow('no metrics');
    jest.useFakeTimers();
    const late = metricsText();
    jest.advanceTimersByTime(6_000);
    await expect(late).rejects.toThrow('did not answer');
  });
});
