import { amountProblem, parsePrice, priceProblem } from './money-input';

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
    ['0', 'Cards can be charged $0.50 to 999,999.99.'],
    ['0.49', 'Cards can be charged $0.50 to 999,999.99.'],
    ['1,000,000', 'Cards can be charged $0.50 to 999,999.99.'],
    ['1.005', 'Use whole cents, like 45.50.'],
  ])('says what is wrong with "%s"', (typed, problem) => {
    expect(priceProblem(typed)).toBe(problem);
  });

  it.each(['0', '0.10', '1,000,000'])('takes %s for a bound of a search', (typed) => {
    expect(amountProblem(typed)).toBeNull();
  });

  it('takes every whole cent, whatever its binary fraction', () => {
    const refused = Array.from(
      { length: 1_000 },
      (_, cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`,
    )
      .slice(50)
      .filter((typed) => priceProblem(typed) !== null);
    expect(refused).toEqual([]);
  });
});
