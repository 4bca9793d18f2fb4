import { report } from './figure';
import { median, percentile } from './parts/statistics';

describe('median', () => {
  it.each([
    [[3], 3],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('refuses to make one up', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('percentile', () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);

  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
  ])('%d of 1 to 100 is %d', (share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });
});

describe('report', () => {
  const rounds = [
    { ours: 80, reference: 100 },
    { ours: 50, reference: 100 },
    { ours: 90, reference: 100 },
  ];
  const result = {
    unit: '/s',
    rounds,
    goal: 'at least' as const,
    target: 0.8,
    against: 'raw',
    violations: 0,
  };

  it('takes the median of the ratios, pair by pair, with their spread', () => {
    expect(report('x', result)).toMatchObject({ ratio: 0.8, ratioMin: 0.5, ratioMax: 0.9, reached: true });
  });

  it('says when a figure is below its target', () => {
    expect(report('x', { ...result, target: 0.81 }).reached).toBe(false);
  });

  it('knows figures that should be small', () => {
    expect(report('x', { ...result, goal: 'at most', target: 0.8 }).reached).toBe(true);
    expect(report('x', { ...result, goal: 'at most', target: 0.7 }).reached).toBe(false);
  });

  it('judges our own value where the target is one', () => {
    const own = { ...result, goal: 'at most' as const, of: 'ours' as const };
    expect(report('x', { ...own, target: 80 }).reached).toBe(true);
    expect(report('x', { ...own, target: 79 }).reached).toBe(false);
  });

  it('only shows a figure without a target', () => {
    const shown = { ...result, target: undefined };
    expect(report('x', shown)).toMatchObject({ reached: true, target: null });
    expect(report('x', { ...shown, violations: 1 }).reached).toBe(false);
  });

  it('keeps what else was seen', () => {
    expect(report('x', { ...result, details: { p50: 3 } }).details).toEqual({ p50: 3 });
  });

  it('counts nothing as reached that broke a rule on the way', () => {
    expect(report('x', { ...result, violations: 1 }).reached).toBe(false);
  });
});
