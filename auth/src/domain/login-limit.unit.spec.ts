import { exhausted, secondsUntil } from './login-limit';

describe('the login limit', () => {
  const early = { failures: 10, limit: 10, resetsAt: new Date('2026-01-01T00:01:00Z') };
  const late = { failures: 10, limit: 10, resetsAt: new Date('2026-01-01T00:09:00Z') };

  it('is reached by a count, not before', () => {
    expect(exhausted([{ ...early, failures: 9 }])).toBeUndefined();
    expect(exhausted([early])).toBe(early);
    expect(exhausted([early], 1)).toBeUndefined();
    expect(exhausted([{ ...early, limit: 100 }])).toBeUndefined();
  });

  it('lasts until the last of the exhausted counts starts anew', () => {
    expect(exhausted([early, late])).toBe(late);
    expect(exhausted([early, { ...late, failures: 1 }])).toBe(early);
  });

  it('tells whole seconds to wait, at least one', () => {
    const now = new Date('2026-01-01T00:00:00Z');
    expect(secondsUntil(new Date('2026-01-01T00:00:01.001Z'), now)).toBe(2);
    expect(secondsUntil(new Date('2025-12-31T23:59:59Z'), now)).toBe(1);
  });
});
