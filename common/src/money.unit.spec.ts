import { fromCents, isPrice, MAX_PRICE, MIN_PRICE, toCents } from './money';

describe('the amount of a charge', () => {
  it.each([
    [0.01, 1],
    [0.07, 7],
    [0.29, 29],
    [1.1, 110],
    [1.15, 115],
    [4.35, 435],
    [8.2, 820],
    [19.99, 1999],
    [64.1, 6410],
    [1025.12, 102512],
    [999_999.99, 99_999_999],
    [1_000_000, 100_000_000],
    [0.1 + 0.2, 30],
  ])('takes a price of %d for %d cents', (price, cents) => {
    expect(toCents(price)).toBe(cents);
  });

  it('comes back as the same price, for every cent up to 200 units and around the largest price', () => {
    const amounts = [
      ...Array.from({ length: 20_000 }, (_, index) => index + 1),
      ...Array.from({ length: 20_000 }, (_, index) => 100_000_000 - index),
    ];
    const changed = amounts.filter((cents) => toCents(fromCents(cents)) !== cents);
    expect(changed).toEqual([]);
  });

  it.each([1.005, 0.001, 19.999, 999_999.991, 0, -1, -0.01, NaN, Infinity, 1e20])(
    'is refused for a price of %d, which has no whole cents to charge',
    (price) => {
      expect(() => toCents(price)).toThrow(RangeError);
    },
  );

  it('has no half cents on the way back', () => {
    expect(() => fromCents(1.5)).toThrow(RangeError);
  });
});

describe('a price', () => {
  it.each([MIN_PRICE, 0.51, 0.1 + 0.6, 1, 1.1, 19.99, 999_999, MAX_PRICE])('may be %d', (price) => {
    expect(isPrice(price)).toBe(true);
  });

  it.each([0, -1, 0.01, 0.49, 0.499, 0.505, 5e-324, 19.999, 999_999.995, 1_000_000, NaN, Infinity])(
    'may not be %d',
    (price) => {
      expect(isPrice(price)).toBe(false);
    },
  );

  it.each(['10', null, undefined, [10], { $gt: 0 }])('is a number, which %j is not', (value) => {
    expect(isPrice(value)).toBe(false);
  });
});
