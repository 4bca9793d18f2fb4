import { isAcceptablePassword, normalisePassword } from './password';

describe('a password', () => {
  it.each([
    ['7 characters', 'a'.repeat(7), false],
    ['8 characters', 'a'.repeat(8), true],
    ['128 characters', 'a'.repeat(128), true],
    ['129 characters', 'a'.repeat(129), false],
    ['8 spaces', ' '.repeat(8), true],
    ['a NUL among 8', 'a\u0000bcdefg', true],
    ['7 emoji of two units each', '🎫'.repeat(7), false],
    ['8 emoji of two units each', '🎫'.repeat(8), true],
    ['128 emoji', '🎫'.repeat(128), true],
    ['a megabyte', 'a'.repeat(1_000_000), false],
    ['nothing', '', false],
  ])('of %s is accepted or not by its characters', (_name, password, accepted) => {
    expect(isAcceptablePassword(password)).toBe(accepted);
  });

  it('is the same however its characters are composed', () => {
    expect(normalisePassword('cafe\u0301')).toBe(normalisePassword('caf\u00e9'));
  });

  it('counts composed characters', () => {
    expect(isAcceptablePassword('e\u0301'.repeat(7))).toBe(false);
    expect(isAcceptablePassword('e\u0301'.repeat(8))).toBe(true);
  });
});
