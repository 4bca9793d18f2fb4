import { toInstant, toLocalTime } from './show-time';

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];

describe('times of a zone', () => {
  it('are read back as they were typed, all the year round', () => {
    for (const timeZone of zones) {
      for (let at = Date.UTC(2027, 0, 1); at < Date.UTC(2028, 0, 1); at += 25 * 3_600_000) {
        const local = new Date(at).toISOString().slice(0, 16);
        const instant = toInstant(local, timeZone);
        if (instant !== null) expect([timeZone, toLocalTime(instant, timeZone)]).toEqual([timeZone, local]);
      }
    }
  });

  it('don’t exist while the clock leaps, and are the earlier one where it shows them twice', () => {
    expect(toInstant('2027-03-28T02:30', 'Europe/Berlin')).toBeNull();
    expect(toInstant('2027-03-28T03:30', 'Europe/Berlin')).toBe('2027-03-28T01:30:00.000Z');
    expect(toInstant('2027-10-31T02:30', 'Europe/Berlin')).toBe('2027-10-31T00:30:00.000Z');
    expect(toInstant('', 'Europe/Berlin')).toBeNull();
  });
});
