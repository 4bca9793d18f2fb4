import { z } from 'zod';
import { waitFor } from '../testing/wait-for';
import { baseEnvironment, natsEnvironment } from './environment';
import { runService, type ServiceContext } from './run-service';
import type { ServiceDependencies } from './service';

const environment = z.object({ ...baseEnvironment, NATS_CLIENT_ID: natsEnvironment.NATS_CLIENT_ID });
type Context = ServiceContext<z.output<typeof environment>>;

const variables = { PORT: '0', NATS_CLIENT_ID: 'pod-0', LOG_LEVEL: 'silent' };
const before = { ...process.env };
let listeners: Map<string, (value: unknown) => void>;
let exit: jest.Mock;

beforeEach(() => {
  listeners = new Map();
  exit = jest.fn();
  Object.assign(process.env, variables);
  jest.spyOn(process, 'on').mockImplementation((event, listener) => {
    listeners.set(String(event), listener as (value: unknown) => void);
    return process;
  });
  jest.spyOn(process, 'exit').mockImplementation(((code: number) => {
    exit(code);
    if (code === 1 && listeners.size === 0) throw new Error('left');
  }) as never);
});
afterEach(() => {
  process.env = { ...before };
  jest.restoreAllMocks();
});

describe('a service run in this process', () => {
  it('is given its name, environment, logger and health, and stops on a signal', async () => {
    let context: Context | undefined;
    const close = jest.fn(() => Promise.resolve());
    const start = jest.fn((given: Context): Promise<ServiceDependencies> => {
      context = given;
      return Promise.resolve({ app: (_req, res) => void res.end(), stores: [{ close }] });
    });
    runService({ name: 'spec', environment, start });
    await waitFor(() => start.mock.calls.length === 1);
    expect(context).toMatchObject({ name: 'spec', environment: { NATS_CLIENT_ID: 'pod-0', PORT: 0 } });
    expect(context?.logger.bindings()).toMatchObject({ service: 'spec' });
    listeners.get('SIGTERM')?.('SIGTERM');
    await waitFor(() => exit.mock.calls.length === 1);
    expect(context?.health.draining).toBe(true);
    expect(close).toHaveBeenCalledTimes(1);
    expect(exit).toHaveBeenCalledWith(0);
  });

  it('leaves with 1 when it cannot start', async () => {
    runService({ name: 'spec', environment, start: () => Promise.reject(new Error('broken')) });
    await waitFor(() => exit.mock.calls.length === 1);
    expect(exit).toHaveBeenCalledWith(1);
    listeners.get('SIGTERM')?.('SIGTERM');
    await waitFor(() => exit.mock.calls.length === 2);
  });

  it.each(['unhandledRejection', 'uncaughtException'])('leaves with 1 on an %s', async (event) => {
    runService({ name: 'spec', environment, start: () => Promise.resolve({ app: () => undefined }) });
    listeners.get(event)?.(new Error('nobody caught this'));
    expect(exit).toHaveBeenCalledWith(1);
    listeners.get('SIGTERM')?.('SIGTERM');
    await waitFor(() => exit.mock.calls.length === 2);
  });

  it('prints the faults of its environment and leaves with 1', () => {
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    process.env['PORT'] = 'x';
    process.env['NATS_CLIENT_ID'] = '';
    expect(() => runService({ name: 'spec', environment, start: () => Promise.reject(new Error()) })).toThrow(
      'left',
    );
    expect(exit).toHaveBeenCalledWith(1);
    expect(String(stderr.mock.calls[0]?.[0])).toMatch(/PORT: .*\n.*NATS_CLIENT_ID: /);
  });
});
