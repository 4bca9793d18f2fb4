import { toCalendar } from './sold-days';

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
});
