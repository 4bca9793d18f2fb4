/** The range, in milliseconds, that `server time − local time` is known to lie in. */
export interface ClockOffset {
  low: number;
  high: number;
}

/**
 * Narrows the offset with one answer. A Date header is cut to the second and was written between sending and
 * receiving, so the server's clock was in [date, date + 1 s) at some local time in [sentAt, receivedAt].
 * Ranges of several answers are intersected; when they don't meet, a clock was set and the newest counts.
 */
export function narrowOffset(
  known: ClockOffset | undefined,
  sample: { date: number; sentAt: number; receivedAt: number },
): ClockOffset {
  const fresh = { low: sample.date - sample.receivedAt, high: sample.date + 1000 - sample.sentAt };
  if (known === undefined) return fresh;
  const low = Math.max(known.low, fresh.low);
  const high = Math.min(known.high, fresh.high);
  return low <= high ? { low, high } : fresh;
}

/** The best single guess of the offset, in milliseconds; 0 when nothing is known. */
export function readOffset(known: ClockOffset | undefined): number {
  return known === undefined ? 0 : Math.round((known.low + known.high) / 2);
}

let offset: ClockOffset | undefined;

/** Learns from an answer's Date header; local times are milliseconds since the epoch. */
export function observeDate(header: string | null, sentAt: number, receivedAt: number): void {
  const date = header === null ? Number.NaN : Date.parse(header);
  if (!Number.isNaN(date)) offset = narrowOffset(offset, { date, sentAt, receivedAt });
}

/** The server's present time, in milliseconds since the epoch, as well as it is known. */
export function serverNow(): number {
  return Date.now() + readOffset(offset);
}
