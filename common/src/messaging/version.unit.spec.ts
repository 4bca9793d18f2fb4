import { decideVersion } from './version';

describe('decideVersion', () => {
  it.each([
    [undefined, 0, 'apply'],
    [undefined, 1, 'gap'],
    [0, 0, 'stale'],
    [0, 1, 'apply'],
    [0, 2, 'gap'],
    [7, 8, 'apply'],
    [7, 7, 'stale'],
    [7, 3, 'stale'],
    [7, 9, 'gap'],
  ] as const)('with %s applied, version %i is: %s', (current, incoming, decision) => {
    expect(decideVersion(current, incoming)).toBe(decision);
  });
});
