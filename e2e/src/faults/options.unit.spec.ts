import { parseOptions } from './options';

const known = ['mongod-kill', 'redis-flush'];

describe('the options of a fault run', () => {
  it('name faults and set how much of everything there is', () => {
    const options = parseOptions(['redis-flush', '--seed', '9', '--rate=3'], known);
    expect(options).toMatchObject({ names: ['redis-flush'], mode: 'run', extent: { seed: 9, rate: 3 } });
    const crowd = parseOptions(['--buyers', '5000', '--rounds', '20', '--kills', '100'], known);
    expect(crowd.extent).toMatchObject({ buyers: 5_000, rounds: 20, kills: 100 });
  });

  it.each([
    ['--list', 'list'],
    ['--help', 'help'],
    ['--controls', 'controls'],
  ])('%s asks for something else', (flag, mode) => {
    expect(parseOptions([flag], known).mode).toBe(mode);
  });

  it.each([
    [['flood'], 'there is no flood'],
    [['--rate', 'fast'], '--rate needs a number'],
    [['--rate', '0'], '--rate needs a number from 1'],
    [['--rounds', '0'], '--rounds needs a number from 1'],
    [['--speed', '3'], '--speed'],
  ])('are refused when they are not understood: %j', (args, message) => {
    expect(() => parseOptions(args, known)).toThrow(message);
  });
});
