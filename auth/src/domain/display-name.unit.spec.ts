import { defaultName, nameFault } from './display-name';

describe('a name', () => {
  it.each([
    'Admin',
    'Ticketing Support',
    'ADMINISTRATOR',
    'Аdmin', // Cyrillic А
    'Αdmin', // Greek Α
    'Ѕuрроrt', // Cyrillic Ѕ, р, о
    'SUPP0RT',
    'Ａｄｍｉｎ', // full width
    '𝐀𝐝𝐦𝐢𝐧', // mathematical bold
    'Ádmïn',
    'S u p p o r t',
    'ticketing_support',
    'Help-Desk',
    'Jo (Admin)',
  ])('that poses as staff is refused: %s', (name) => {
    expect(nameFault(name)?.code).toBe('name_reserved');
  });

  it.each([
    'Ada',
    'Анна Петрова',
    'Ελένη',
    '李小龍',
    'José Ñandú',
    'Nguyễn Thị Ánh',
    'Supporter',
    'Badminton 1',
  ])('of a person is taken: %s', (name) => {
    expect(nameFault(name)).toBeUndefined();
  });

  it('under heaps of marks is refused', () => {
    expect(nameFault(`Z${'\u0335'.repeat(20)}algo`)?.code).toBe('name_unreadable');
  });
});

describe('the default name', () => {
  it('is one of many, which anybody may have', () => {
    const names = Array.from({ length: 50 }, defaultName);
    expect(new Set(names).size).toBeGreaterThan(40);
    for (const name of names) {
      expect(name).toMatch(/^Guest [0-9A-F]{4}$/);
      expect(nameFault(name)).toBeUndefined();
    }
  });
});
