import type { SoldDay } from '../../lib/api/types';

const DAY_MS = 86_400_000;

/** Days that a chart has room for. */
const MAX_SHOWN = 90;

/** Every day from the first to the last of those given, the newest {@link MAX_SHOWN} of them; nothing was sold on the others. */
export function toCalendar(
  days: readonly Pick<SoldDay, 'day' | 'places'>[],
): { day: string; places: number }[] {
  const known = new Map(days.map(({ day, places }) => [day, places]));
  const [first, last] = [days[0], days.at(-1)].map((one) => Date.parse(one?.day ?? ''));
  if (first === undefined || last === undefined || Number.isNaN(first)) return [];
  const from = Math.max(first, last - (MAX_SHOWN - 1) * DAY_MS);
  return Array.from({ length: (last - from) / DAY_MS + 1 }, (_, nth) => {
    const day = new Date(from + nth * DAY_MS).toISOString().slice(0, 10);
    return { day, places: known.get(day) ?? 0 };
  });
}

/** The days of each currency, each as they were; a sum of several currencies is none. */
export function groupByCurrency<T extends Pick<SoldDay, 'currency'>>(days: readonly T[]): [string, T[]][] {
  const byCurrency = new Map<string, T[]>();
  for (const day of days) byCurrency.set(day.currency, [...(byCurrency.get(day.currency) ?? []), day]);
  return [...byCurrency].sort(([a], [b]) => a.localeCompare(b));
}
