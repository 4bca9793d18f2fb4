import { resolveBinary } from '@ticketing/infra';
import type { Extent } from '../fault';
import { controls } from './controls';
import { runControl } from './run-controls';

const extent: Extent = {
  seed: 1,
  rate: 15,
  seconds: 1,
  long: 1,
  events: 30,
  buyers: 60,
  rounds: 1,
  kills: 0,
};

/** Those that need the fewest processes; `npm run test:faults` ends with all of them. */
const quick = controls.filter(({ name }) =>
  ['key of places', 'transaction of a cart', 'waiting list', 'inbox'].includes(name),
);

describe('the checker of the fault runs', () => {
  // No other end-to-end spec needs it, and to obtain it may take minutes.
  beforeAll(() => resolveBinary('toxiproxy-server'), 300_000);

  it.each(quick)(
    'fails on a system without the $name',
    async (control) => {
      const said: string[] = [];
      const result = await runControl(control, extent, (line) => said.push(line));
      // What it did say instead shows why.
      expect(result.passed ? [] : said).toEqual([]);
    },
    300_000,
  );
});
