import { clockZones, findClockChange } from '@ticketing/common/testing';
import fc from 'fast-check';
import { toInstant, toLocalTime } from './show-time';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const local = (at: number, timeZone: string) => toLocalTime(new Date(at).toISOString(), timeZone);
/** How far the clock of a zone is from UTC, in ms. */
const offset = (at: number, timeZone: string) => Date.parse(`${local(at, timeZone)}Z`) - at;

/** Minutes around a change of the clock, in any year and zone. */
const aroundChange = fc
  .record({
    timeZone: fc.constantFrom(...clockZones),
    halfYear: fc.nat(30),
    minutes: fc.integer({ min: -240, max: 240 }),
  })
  .map(({ timeZone, halfYear, minutes }) => ({
    timeZone,
    at: findClockChange(timeZone, halfYear) + minutes * MINUTE_MS,
  }));

describe('times of a zone', () => {
  it('are read back as the instant they were, or the earlier one that the clock shows so, over every change', () => {
    fc.assert(
      fc.property(aroundChange, ({ timeZone, at }) => {
        const shown = local(at, timeZone);
        const instant = Date.parse(toInstant(shown, timeZone) ?? '');
        expect(local(instant, timeZone)).toBe(shown);
        expect([0, HOUR_MS / 2, HOUR_MS]).toContain(at - instant);
        // The earlier one is before the change.
        if (instant < at) expect(offset(instant, timeZone)).toBeGreaterThan(offset(at, timeZone));
      }),
      { numRuns: 500 },
    );
  });

  it('that are typed exist, unless the clock leaps over them', () => {
    fc.assert(
      fc.property(aroundChange, ({ timeZone, at }) => {
        const typed = new Date(at + offset(at - 24 * HOUR_MS, timeZone)).toISOString().slice(0, 16);
        const instant = toInstant(typed, timeZone);
        if (instant) expect(toLocalTime(instant, timeZone)).toBe(typed);
        else {
          const [before, after] = [-24, 24].map((hours) => offset(at + hours * HOUR_MS, timeZone));
          expect(after).toBeGreaterThan(before!);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('don’t exist while the clock leaps, and are the earlier one where it shows them twice', () => {
    expect(toInstant('2027-03-28T02:30', 'Europe/Berlin')).toBeNull();
    expect(toInstant('2027-03-28T03:30', 'Europe/Berlin')).toBe('2027-03-28T01:30:00.000Z');
    expect(toInstant('2027-10-31T02:30', 'Europe/Berlin')).toBe('2027-10-31T00:30:00.000Z');
    expect(toInstant('', 'Europe/Berlin')).toBeNull();
  });
});
