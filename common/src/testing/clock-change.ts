const MINUTE_MS = 60_000;
const HALF_YEAR_MS = (365 * 24 * 60 * MINUTE_MS) / 2;

/** Zones whose clocks change in either half of the world, by half an hour, at midnight, or never. */
export const clockZones = [
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Asia/Kolkata',
];

/**
 * The instant at which the clocks of a zone change, in ms since the epoch, or the beginning of the half year where they don't.
 *
 * @param halfYear which of the half years since January 15, 2024
 */
export function findClockChange(timeZone: string, halfYear: number): number {
  const clock = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const offset = (at: number) => clock.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value;
  let low = Date.UTC(2024, 0, 15) + halfYear * HALF_YEAR_MS;
  let high = low + HALF_YEAR_MS;
  const before = offset(low);
  if (offset(high) === before) return low;
  while (high - low > MINUTE_MS) {
    const middle = Math.floor((low + high) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offset(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
