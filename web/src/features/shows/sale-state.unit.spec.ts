import { isSoldOut } from './sale-state';

describe('a show', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const free = { available: 1, held: 0 };
  const sold = { available: 0, held: 0 };
  const held = { available: 0, held: 1 };

  it('is sold out when nothing of any ticket is free, held by others or not', () => {
    expect(isSoldOut([sold, held], now)).toBe(true);
    expect(isSoldOut([sold, { ...free, withdrawn: true }], now)).toBe(true);
  });

  it('is not while something can be had, now or later, or was never sold', () => {
    expect(isSoldOut([sold, free], now)).toBe(false);
    expect(isSoldOut([sold, { ...free, saleStartsAt: '2026-02-01T00:00:00Z' }], now)).toBe(false);
    expect(isSoldOut([{ ...free, saleEndsAt: '2025-12-01T00:00:00Z' }], now)).toBe(false);
    expect(isSoldOut([], now)).toBe(false);
  });
});
