import { testLogger } from '../testing/test-logger';
import { onSignals } from './signals';

function setup() {
  const listeners = new Map<string, (signal: string) => void>();
  const host = {
    on: (signal: string, listener: (signal: string) => void) => listeners.set(signal, listener),
    exit: jest.fn(),
  };
  const stop = jest.fn();
  let now = 0;
  onSignals(testLogger, stop, host, () => now);
  const send = (signal: string, at: number) => {
    now = at;
    listeners.get(signal)?.(signal);
  };
  return { send, stop, exit: host.exit };
}

describe('a signal to stop', () => {
  it.each(['SIGTERM', 'SIGINT'])('stops in order on %s', (signal) => {
    const { send, stop, exit } = setup();
    send(signal, 0);
    expect(stop).toHaveBeenCalledWith(signal);
    expect(exit).not.toHaveBeenCalled();
  });

  it('counts once when terminal and runner both pass it on', () => {
    const { send, stop, exit } = setup();
    send('SIGINT', 0);
    send('SIGINT', 20);
    send('SIGTERM', 40);
    expect(stop).toHaveBeenCalledTimes(1);
    expect(exit).not.toHaveBeenCalled();
  });

  it('leaves at once when told again later', () => {
    const { send, stop, exit } = setup();
    send('SIGTERM', 0);
    send('SIGTERM', 1_000);
    expect(stop).toHaveBeenCalledTimes(1);
    expect(exit).toHaveBeenCalledWith(1);
  });
});
