import { timesToCome } from './sale-times';

describe('when another ticket like it is sold', () => {
  const [past, soon, later] = ['2030-01-01T00:00:00Z', '2030-03-01T00:00:00Z', '2030-04-01T00:00:00Z'];
  const now = Date.parse('2030-02-01T00:00:00Z');

  it('is as before, but for times that are over', () => {
    expect(timesToCome({ saleStartsAt: soon, saleEndsAt: later }, now)).toEqual({
      saleStartsAt: soon,
      saleEndsAt: later,
    });
    expect(timesToCome({ saleStartsAt: past, saleEndsAt: later }, now)).toEqual({ saleEndsAt: later });
    expect(timesToCome({ saleStartsAt: past, saleEndsAt: past }, now)).toEqual({});
    expect(timesToCome({}, now)).toEqual({});
  });
});
