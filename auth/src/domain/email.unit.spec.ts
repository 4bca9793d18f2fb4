import { defaultName, NAME_MAX } from './email';

describe('the default name', () => {
  it('is what stands before the last @', () => {
    expect(defaultName('ada@example.com')).toBe('ada');
    expect(defaultName('"a@b"@example.com')).toBe('"a@b"');
  });

  it('is no longer than a name may be', () => {
    expect(defaultName(`${'a'.repeat(NAME_MAX + 20)}@example.com`)).toHaveLength(NAME_MAX);
  });
});
