import { GapError } from './errors';
import { decideVersion, isNextVersion } from './version';

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

describe('isNextVersion', () => {
  const isNext = (version: number) => isNextVersion({ aggregate: 'order:o1', version }, 3);

  it('tells the next version from one that was applied', () => {
    expect(isNext(4)).toBe(true);
    expect(isNext(3)).toBe(false);
  });

  it('names the version that is missing', () => {
    expect(() => isNext(6)).toThrow(new GapError({ aggregate: 'order:o1', version: 5 }));
  });
});
