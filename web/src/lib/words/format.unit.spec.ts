import {
  formatAddress,
  formatAgo,
  formatDateTime,
  formatEnd,
  formatMoney,
  formatUptime,
  plural,
  withLocalTimes,
} from './format';

const now = Date.parse('2026-05-01T12:00:00.000Z');
const ago = (ms: number): string => formatAgo(new Date(now - ms).toISOString(), now);

describe('texts of figures', () => {
  it('write money with its cents', () => {
    expect(formatMoney(1234.5)).toBe('$1,234.50');
  });

  it('write how long ago something was in its largest unit', () => {
    expect(ago(10_000)).toBe('just now');
    expect(ago(3 * 60_000)).toBe('3 minutes ago');
    expect(ago(26 * 3_600_000)).toBe('yesterday');
    expect(ago(3 * 86_400_000)).toBe('3 days ago');
  });

  it('write a date once it is more than a week away, and nothing for no date', () => {
    expect(ago(30 * 86_400_000)).toContain('2026');
    expect(formatAgo('', now)).toBe('');
  });

  it('show the times within a text as the page itself would', () => {
    const local = formatDateTime('2026-11-21T03:48:00.000Z');
    expect(withLocalTimes('Pay by 21 Nov 2026, 03:48 UTC, or it ends.')).toBe(`Pay by ${local}, or it ends.`);
    expect(withLocalTimes('Row 3, 4 December, 20:00')).toBe('Row 3, 4 December, 20:00');
    expect(withLocalTimes('41 Nov 2026, 93:48 UTC')).toBe('41 Nov 2026, 93:48 UTC');
  });

  it('write a span in its two largest units', () => {
    expect([42, 300, 4 * 3_600 + 300, 3 * 86_400 + 7_200].map(formatUptime)).toEqual([
      '42 s',
      '5 min',
      '4 h 5 min',
      '3 d 2 h',
    ]);
  });

  it('write an end by its time alone on the day of the beginning, as the place’s clocks have it', () => {
    const end = (to: string): string => formatEnd('2026-12-11T20:00:00+01:00', to, 'Europe/Berlin');
    expect(end('2026-12-11T23:30:00+01:00')).toMatch(/^11:30\sPM$/);
    expect(end('2026-12-12T00:30:00+01:00')).toMatch(/^Sat, Dec 12, 2026, 12:30\sAM/);
  });

  it('name countries in an address by their codes', () => {
    expect(formatAddress({ address: 'Mill 3', city: 'Köln', country: 'DE' })).toBe('Mill 3, Köln, Germany');
    expect(['GB', 'Deutschland', undefined].map((country) => formatAddress({ country }))).toEqual([
      'United Kingdom',
      'Deutschland',
      '',
    ]);
  });

  it('count one and many', () => {
    expect([plural(1, 'ticket'), plural(2, 'ticket'), plural(2, 'person', 'people')]).toEqual([
      '1 ticket',
      '2 tickets',
      '2 people',
    ]);
  });
});
