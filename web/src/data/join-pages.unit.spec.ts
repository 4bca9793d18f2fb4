import { joinPages } from './join-pages';

const page = (ids: string, next: string | null = null) => ({ items: [...ids].map((id) => ({ id })), next });
const ids = (result: { items: { id: string }[] }): string => result.items.map(({ id }) => id).join('');

describe('a first page that is read anew', () => {
  it('is followed by what was read beyond it', () => {
    const joined = joinPages(page('xab', 'after-b'), page('abcdef', 'after-f'));
    expect(ids(joined)).toBe('xabcdef');
    expect(joined.next).toBe('after-f');
  });

  it('stands alone when it doesn’t meet what was read before', () => {
    const joined = joinPages(page('xyz', 'after-z'), page('abc', 'after-c'));
    expect(ids(joined)).toBe('xyz');
    expect(joined.next).toBe('after-z');
  });

  it('shows nothing twice that moved up', () => {
    expect(ids(joinPages(page('eab', 'after-b'), page('abcde')))).toBe('eabcd');
  });

  it('is all there is when no page comes after it', () => {
    expect(ids(joinPages(page('b'), page('bc')))).toBe('b');
  });

  it('replaces a first page that was all there was', () => {
    expect(ids(joinPages(page('bc', 'n'), page('abc', 'old')))).toBe('bc');
    expect(ids(joinPages(page(''), page('abc')))).toBe('');
    expect(ids(joinPages(page('ab'), undefined))).toBe('ab');
  });
});
