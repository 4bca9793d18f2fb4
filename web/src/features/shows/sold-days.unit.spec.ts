import { clockZones, findClockChange } from '@ticketing/common/testing';
import fc from 'fast-check';
import { toLocalTime } from '../../lib/words/show-time';
import { groupByCurrency, toCalendar } from './sold-days';

const DAY_MS = 86_400_000;

describe('the days of a chart', () => {
  it('have those on which nothing was sold', () => {
    const days = [
      { day: '2026-02-27', places: 3 },
      { day: '2026-03-01', places: 1 },
    ];
    expect(toCalendar(days)).toEqual([days[0], { day: '2026-02-28', places: 0 }, days[1]]);
    expect(toCalendar(days.slice(0, 1))).toEqual(days.slice(0, 1));
    expect(toCalendar([])).toEqual([]);
  });

  it('are the newest ninety', () => {
    const shown = toCalendar([
      { day: '2020-01-01', places: 1 },
      { day: '2026-03-01', places: 2 },
    ]);
    expect(shown).toHaveLength(90);
    expect(shown.at(-1)).toEqual({ day: '2026-03-01', places: 2 });
  });

  it('come once each, none left out, over every change of the clocks', () => {
    const change = fc.record({
      timeZone: fc.constantFrom(...clockZones),
      halfYear: fc.nat(30),
      sales: fc.array(fc.integer({ min: -5_000, max: 5_000 }), { minLength: 1 }),
    });
    fc.assert(
      fc.property(change, ({ timeZone, halfYear, sales }) => {
        const sold = new Map<string, number>();
        const clockChange = findClockChange(timeZone, halfYear);
        for (const minutes of sales) {
          const at = new Date(clockChange + minutes * 60_000).toISOString();
          const day = toLocalTime(at, timeZone).slice(0, 10);
          sold.set(day, (sold.get(day) ?? 0) + 1);
        }
        const days = [...sold].sort().map(([day, places]) => ({ day, places }));
        const shown = toCalendar(days);
        expect(shown.filter(({ places }) => places > 0)).toEqual(days);
        for (const [nth, { day }] of shown.entries())
          expect(Date.parse(day)).toBe(Date.parse(days[0]!.day) + nth * DAY_MS);
      }),
    );
  });

  it('are drawn for each currency by itself', () => {
    const [usd, eur, later] = [
      { day: '2026-03-01', places: 1, total: 20, currency: 'usd' },
      { day: '2026-03-01', places: 2, total: 30, currency: 'eur' },
      { day: '2026-03-02', places: 1, total: 20, currency: 'usd' },
    ];
    expect(groupByCurrency([usd, eur, later])).toEqual([
      ['eur', [eur]],
      ['usd', [usd, later]],
    ]);
    expect(groupByCurrency([])).toEqual([]);
  });
});
