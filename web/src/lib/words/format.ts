/** The reader’s own kind of English: the pages are English, and so are their dates. */
const english = globalThis.navigator?.languages?.find((language) => /^en\b/i.test(language)) ?? 'en';
const dateTime = new Intl.DateTimeFormat(english, { dateStyle: 'medium', timeStyle: 'short' });
const timeOfDay = new Intl.DateTimeFormat(english, { timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const moneyFormats = new Map<string, Intl.NumberFormat>();

/** An amount of a currency (ISO 4217, in any case), as people write it. */
export function formatMoney(amount: number, currency = 'usd'): string {
  let format = moneyFormats.get(currency);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
    moneyFormats.set(currency, format);
  }
  return format.format(amount);
}

const shownFields = {
  date: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
  zone: { timeZoneName: 'short' },
} as const;

/** When something is, on the clocks of where it is; with the zone's name where the reader's clock shows another time. */
export function formatInZone(iso: string, timeZone: string): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return '';
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(english, options).format(time);
  const there = { ...shownFields.date, ...shownFields.time, timeZone };
  const isSame = format(there) === format({ ...shownFields.date, ...shownFields.time });
  return format(isSame ? there : { ...there, ...shownFields.zone });
}

/** When something ends, by its time alone where that is on the day it begins. */
export function formatEnd(startsAt: string, endsAt: string, timeZone: string): string {
  const day = (iso: string): string =>
    new Intl.DateTimeFormat(english, { dateStyle: 'short', timeZone }).format(Date.parse(iso));
  if (day(startsAt) !== day(endsAt)) return formatInZone(endsAt, timeZone);
  return new Intl.DateTimeFormat(english, { ...shownFields.time, timeZone }).format(Date.parse(endsAt));
}

const countries = new Intl.DisplayNames(english, { type: 'region' });

/** Where something is, in a line. */
export function formatVenue({ name, city }: { name: string; city?: string | undefined }): string {
  return [name, city].filter(Boolean).join(', ');
}

/** All that is said of where something is, but for the name of the place; the country by its code (ISO 3166-1, two letters). */
export function formatAddress({
  address,
  city,
  country,
}: {
  address?: string | undefined;
  city?: string | undefined;
  country?: string | undefined;
}): string {
  return [address, city, country?.length === 2 ? countries.of(country) : country].filter(Boolean).join(', ');
}

/** A moment in the reader's own zone. */
export function formatDateTime(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? '' : dateTime.format(time);
}

/** A day of a calendar, as `2026-05-01`. */
export function formatDay(day: string): string {
  return new Intl.DateTimeFormat(english, { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(day));
}

/** A moment's time of day in the reader's own zone. */
export function formatTime(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? '' : timeOfDay.format(time);
}

/** A text with the times that services write in it, like `21 Nov 2026, 03:48 UTC`, in the reader's own zone. */
export function withLocalTimes(text: string): string {
  return text.replace(/\b\d{1,2} [A-Z][a-z]{2,3} \d{4}, \d{2}:\d{2} UTC\b/g, (written) => {
    const time = Date.parse(written.replace(',', ''));
    return Number.isNaN(time) ? written : dateTime.format(time);
  });
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** `3 minutes ago`; a date once it is more than a week away. `now` is milliseconds since the epoch. */
export function formatAgo(iso: string, now: number): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return '';
  const difference = time - now;
  if (Math.abs(difference) > 7 * 86_400_000) return formatDateTime(iso);
  for (const [unit, size] of units) {
    if (Math.abs(difference) >= size) return relative.format(Math.trunc(difference / size), unit);
  }
  return 'just now';
}

/** `1 ticket`, `2 tickets`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `3 d 4 h`, `4 h 5 min`, `5 min`: a span of seconds in its two largest units. */
export function formatUptime(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${Math.floor(seconds)} s`;
}
