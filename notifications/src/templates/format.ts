import type { TemplateContext } from './content';

/** A price as people write it: `$1,234.50`. */
export function formatMoney(amount: number, { currency = 'USD' }: Pick<TemplateContext, 'currency'>): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency: currency.toUpperCase() }).format(
    amount,
  );
}

/** A time as people write it, with its zone: `21 Nov 2026, 03:48 UTC`. @param iso an ISO 8601 time */
export function formatTime(iso: string, { timeZone = 'UTC' }: Pick<TemplateContext, 'timeZone'>): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  });
  return format.format(new Date(iso));
}

/** A span of time as people say it: `5 minutes`, `1 minute`, `40 seconds`. Rounded down, at least a second. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(1, Math.floor(ms / 1000));
  const [count, unit] = seconds < 60 ? [seconds, 'second'] : [Math.floor(seconds / 60), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
