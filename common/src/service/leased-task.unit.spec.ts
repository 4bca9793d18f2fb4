import { testLogger } from '../testing/test-logger';
import { LeasedTask } from './leased-task';

describe('a leased task', () => {
  const perform = jest.fn<Promise<void>, []>();
  const lease = { acquire: jest.fn<Promise<boolean>, []>(), release: jest.fn<Promise<void>, []>() };
  class Task extends LeasedTask {
    protected perform = perform;
  }
  const task = new Task({ lease, logger: testLogger }, 1_000, 'it failed');

  afterEach(() => jest.resetAllMocks());

  it('is done by who has the lease alone', async () => {
    lease.acquire.mockResolvedValueOnce(false).mockResolvedValueOnce(true);
    await task.turn();
    expect(perform).not.toHaveBeenCalled();
    await task.turn();
    expect(perform).toHaveBeenCalledTimes(1);
  });

  it('logs a turn that failed', async () => {
    const warn = jest.spyOn(testLogger, 'warn');
    const error = new Error('away');
    lease.acquire.mockRejectedValueOnce(error);
    await task.turn();
    expect(warn).toHaveBeenCalledWith({ err: error }, 'it failed');
  });

  it('gives the lease back when it stops', async () => {
    await task.stop();
    expect(lease.release).toHaveBeenCalledTimes(1);
  });
});
