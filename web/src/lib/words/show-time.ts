const clocks = new Map<string, Intl.DateTimeFormat>();

/** Writes what the clocks of a zone show; kept, as making one takes long. */
function zoneClock(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    clocks.set(timeZone, clock);
  }
  return clock;
}

/** What a zone's clock shows at an instant, as if it were UTC; milliseconds since the epoch. */
function wallClock(instant: number, timeZone: string): number {
  const parts = zoneClock(timeZone).formatToParts(instant);
  const read = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
}

/** An instant as a zone's clock shows it, as fields for a date and a time want it: `2030-07-01T19:30`. */
export function toLocalTime(iso: string, timeZone: string): string {
  return new Date(wallClock(Date.parse(iso), timeZone)).toISOString().slice(0, 16);
}

/**
 * The instant at which a zone's clock shows a time, as ISO 8601; the earlier of two in the hour that comes twice.
 *
 * @param local like `2030-07-01T19:30`
 * @returns null when that is no time, or the clock leaps over it
 */
export function toInstant(local: string, timeZone: string): string | null {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return null;
  const day = 86_400_000;
  // The clock changes at most once within two days: the offset is that of the day before or of the day after.
  const offsets = [wanted - day, wanted + day].map((near) => wallClock(near, timeZone) - near);
  const instants = offsets.map((offset) => wanted - offset);
  const found = instants.filter((instant) => wallClock(instant, timeZone) === wanted);
  return found.length === 0 ? null : new Date(Math.min(...found)).toISOString();
}
