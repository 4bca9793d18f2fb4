import { isPlainText, normaliseText, searchWords } from './text';

describe('the form of a text', () => {
  it.each([
    ['  Concert ', 'Concert'],
    ['\u00a0\u3000Concert\u2003\ufeff', 'Concert'],
    ['Beyonce\u0301', 'Beyonc\u00e9'],
    ['a\r\nb\rc', 'a\nb\nc'],
    ['Admin\u202e', 'Admin'],
    ['Ad\u200bmin', 'Admin'],
    ['\u2066Ann\u2069', 'Ann'],
    ['👩‍👩‍👧 می‌خواهم', '👩‍👩‍👧 می‌خواهم'],
  ])('%j is %j', (text, form) => {
    expect(normaliseText(text)).toBe(form);
    expect(normaliseText(form)).toBe(form);
  });

  it.each(['', ' \t\n', '\u200b\u200b', '\u2060\u00ad', '\u3164', '\u200d', '\u2800', '\u202e \u202c'])(
    '%j shows nothing, and so is empty',
    (text) => {
      expect(normaliseText(text)).toBe('');
    },
  );

  it('is plain when it has lines only where it may', () => {
    expect(isPlainText('a\r\n\tb 👩‍👩‍👧', true)).toBe(true);
    expect(isPlainText('a\u0000b', true)).toBe(false);
    expect(isPlainText('a\udc00', true)).toBe(false);
    expect(isPlainText('a\nb')).toBe(false);
  });
});

describe('searchWords', () => {
  it('compares words without case, accents and punctuation', () => {
    expect(searchWords('Café — Müller’s  LIVE! live')).toEqual(['cafe', 'muller', 's', 'live']);
  });

  it('finds none in punctuation, and none that a pattern could be made of', () => {
    expect(searchWords('.*(+$')).toEqual([]);
  });

  it('keeps twenty words at the most', () => {
    expect(searchWords(Array.from({ length: 50 }, (_, i) => `word${i}`).join(' '))).toHaveLength(20);
  });
});
