import { formatMoney, formatSpan, formatTime } from './format';

describe('formatMoney', () => {
  it('writes whole cents with the currency', () => {
    expect(formatMoney(1234.5, {})).toBe('$1,234.50');
    expect(formatMoney(0.1, { currency: 'eur' })).toBe('€0.10');
  });
});

describe('formatTime', () => {
  it('writes a time with its zone', () => {
    expect(formatTime('2026-11-21T03:48:09.000Z', {})).toBe('21 Nov 2026, 03:48 UTC');
    expect(formatTime('2026-07-01T22:30:00Z', { timeZone: 'Europe/Berlin' })).toMatch(/^2 Jul 2026, 00:30 /);
  });
});

describe('formatSpan', () => {
  it.each([
    [300_000, '5 minutes'],
    [119_999, '1 minute'],
    [40_500, '40 seconds'],
    [1_000, '1 second'],
    [-5, '1 second'],
  ])('says %d ms as %s', (ms, said) => expect(formatSpan(ms)).toBe(said));
});
