import { newRecoveryCodes, RECOVERY_CODES, recoveryCodeHash } from './recovery-code';

describe('recovery codes', () => {
  it('have 112 random bits or more each, so that a plain hash of them can’t be turned back', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(RECOVERY_CODES);
    for (const code of codes) {
      expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4})+$/);
      expect(code.replaceAll('-', '').length * Math.log2(32)).toBeGreaterThanOrEqual(112);
    }
  });

  it('are the same with or without dashes, in any case', () => {
    const [code = ''] = newRecoveryCodes();
    expect(recoveryCodeHash(code.replaceAll('-', ' ').toUpperCase())).toBe(recoveryCodeHash(code));
  });
});
