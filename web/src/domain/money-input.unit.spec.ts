import { parsePrice, priceProblem } from './money-input';

describe('a typed price', () => {
  it.each([
    ['45', 45],
    ['45.50', 45.5],
    ['45,5', 45.5],
    ['$ 1,200.50', 1200.5],
    ['1,000', 1000],
  ])('reads %s', (typed, price) => {
    expect(parsePrice(typed)).toBe(price);
    expect(priceProblem(typed)).toBeNull();
  });

  it.each([
    ['', 'Enter a price.'],
    ['free', 'Enter the price as a number, like 45 or 45.50.'],
    ['-3', 'Enter the price as a number, like 45 or 45.50.'],
    ['0', 'The price must be more than 0.'],
    ['1000001', 'The price can be 1,000,000 at most.'],
    ['1.005', 'Use whole cents, like 45.50.'],
  ])('says what is wrong with "%s"', (typed, problem) => {
    expect(priceProblem(typed)).toBe(problem);
  });

  it('takes every whole cent, whatever its binary fraction', () => {
    const refused = Array.from(
      { length: 1_000 },
      (_, cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`,
    )
      .slice(1)
      .filter((typed) => priceProblem(typed) !== null);
    expect(refused).toEqual([]);
  });
});
