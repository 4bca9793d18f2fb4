import { defaultName, NAME_MAX, normaliseEmail } from './email';

describe('an email address', () => {
  it('is trimmed and put in lower case', () => {
    expect(normaliseEmail('  Ada.Lovelace@Example.COM ')).toBe('ada.lovelace@example.com');
  });

  it('is the same however its characters are composed', () => {
    expect(normaliseEmail('jose\u0301@example.com')).toBe(normaliseEmail('JOS\u00c9@example.com'));
  });

  it('keeps different mailboxes apart', () => {
    expect(normaliseEmail('ada+1@example.com')).not.toBe(normaliseEmail('ada@example.com'));
  });
});

describe('the default name', () => {
  it('is what stands before the last @', () => {
    expect(defaultName('ada@example.com')).toBe('ada');
    expect(defaultName('"a@b"@example.com')).toBe('"a@b"');
  });

  it('is no longer than a name may be', () => {
    expect(defaultName(`${'a'.repeat(NAME_MAX + 20)}@example.com`)).toHaveLength(NAME_MAX);
  });
});
