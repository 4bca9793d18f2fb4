import { UnavailableError } from '../errors';
import { AggregateQueue } from './aggregate-queue';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A command that ends when told to. */
function held() {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { command: () => ended, end };
}

describe('AggregateQueue', () => {
  it('runs the commands of one aggregate in the order in which they came', async () => {
    const queue = new AggregateQueue();
    const steps: string[] = [];
    const command = (name: string) => async () => {
      steps.push(`${name} begins`);
      await turn();
      steps.push(`${name} ends`);
      return name;
    };
    expect(await Promise.all([queue.run('a', command('one')), queue.run('a', command('two'))])).toEqual([
      'one',
      'two',
    ]);
    expect(steps).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
  });

  it('lets those of others pass, and goes on after one that fails', async () => {
    const queue = new AggregateQueue();
    const { command, end } = held();
    const first = queue.run('a', command);
    const failing = queue.run('a', () => Promise.reject(new Error('no')));
    const last = queue.run('a', () => Promise.resolve('yes'));
    expect(await queue.run('b', () => Promise.resolve('at once'))).toBe('at once');
    end();
    await first;
    await expect(failing).rejects.toThrow('no');
    expect(await last).toBe('yes');
  });

  it('refuses at once what is more than it holds, with the time to try again', async () => {
    const queue = new AggregateQueue({ limit: 2 });
    const { command, end } = held();
    const [first, second] = [queue.run('a', command), queue.run('a', () => Promise.resolve())];
    const begun = jest.fn();
    const error: unknown = await queue.run('a', begun).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnavailableError);
    expect((error as UnavailableError).headers).toEqual({ 'Retry-After': '1' });
    expect(begun).not.toHaveBeenCalled();
    end();
    await Promise.all([first, second]);
    expect(await queue.run('a', () => Promise.resolve('room again'))).toBe('room again');
  });

  it('refuses what has waited too long, and never begins it', async () => {
    const queue = new AggregateQueue({ limit: 2, patienceMs: 20 });
    const { command, end } = held();
    const first = queue.run('a', command);
    const begun = jest.fn();
    await expect(queue.run('a', begun)).rejects.toThrow(UnavailableError);
    const next = queue.run('a', () => Promise.resolve('room again'));
    end();
    await first;
    expect(await next).toBe('room again');
    expect(begun).not.toHaveBeenCalled();
  });
});
