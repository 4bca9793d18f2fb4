import { appendPage, mergePages, refetchPages } from './merge-pages';

const page = (ids: string, next: string | null = null) => ({ items: [...ids].map((id) => ({ id })), next });
const ids = (result: { items: { id: string }[] }): string => result.items.map(({ id }) => id).join('');

describe('a first page that is read anew', () => {
  it('is followed by what was read beyond it', () => {
    const joined = mergePages(page('xab', 'after-b'), page('abcdef', 'after-f'));
    expect(ids(joined)).toBe('xabcdef');
    expect(joined.next).toBe('after-f');
  });

  it('stands alone when it doesn’t meet what was read before', () => {
    const joined = mergePages(page('xyz', 'after-z'), page('abc', 'after-c'));
    expect(ids(joined)).toBe('xyz');
    expect(joined.next).toBe('after-z');
  });

  it('shows nothing twice that moved up', () => {
    expect(ids(mergePages(page('eab', 'after-b'), page('abcde')))).toBe('eabcd');
  });

  it('is all there is when no page comes after it', () => {
    expect(ids(mergePages(page('b'), page('bc')))).toBe('b');
  });

  it('replaces a first page that was all there was', () => {
    expect(ids(mergePages(page('bc', 'n'), page('abc', 'old')))).toBe('bc');
    expect(ids(mergePages(page(''), page('abc')))).toBe('');
    expect(ids(mergePages(page('ab'), undefined))).toBe('ab');
  });
});

describe('a list of several pages that is read anew', () => {
  /** A server with pages of two, whose paths say what they begin with. */
  const server =
    (all: string, asked: (string | null)[] = []) =>
    (next: string | null): Promise<ReturnType<typeof page>> => {
      asked.push(next);
      const start = next === null ? 0 : all.indexOf(next);
      return Promise.resolve(page(all.slice(start, start + 2), all[start + 2] ?? null));
    };

  it('is read as far as it is shown', async () => {
    const asked: (string | null)[] = [];
    const list = await refetchPages(server('xabcdefg', asked), () => page('abcd', 'e'));
    expect(ids(list)).toBe('xabcde');
    expect(list.next).toBe('f');
    expect(asked).toEqual([null, 'b', 'd']);
  });

  it('isn’t searched to its end for an item that is gone', async () => {
    const asked: (string | null)[] = [];
    const list = await refetchPages(server('abcefghijk', asked), () => page('abcd', 'e'));
    expect(ids(list)).toBe('abcefg');
    expect(asked).toHaveLength(3);
  });

  it('is read once when only its first page is shown', async () => {
    const asked: (string | null)[] = [];
    await refetchPages(server('abcdef', asked), () => page('ab', 'c'));
    await refetchPages(server('abcdef', asked), () => undefined);
    expect(asked).toEqual([null, null]);
  });

  it('shows what changed far down', async () => {
    const load = (
      next: string | null,
    ): Promise<{ items: { id: string; read: boolean }[]; next: string | null }> =>
      Promise.resolve(
        next === null
          ? { items: [{ id: 'a', read: true }], next: 'b' }
          : { items: [{ id: 'b', read: true }], next: null },
      );
    const shown = { items: ['a', 'b'].map((id) => ({ id, read: false })), next: null };
    expect((await refetchPages(load, () => shown)).items.map(({ read }) => read)).toEqual([true, true]);
  });

  it('keeps what is beyond ten pages', async () => {
    const all = 'abcdefghijklmnopqrstuvwxyz';
    const asked: (string | null)[] = [];
    const list = await refetchPages(server(all, asked), () => page(all.slice(0, 24), 'y'));
    expect(ids(list)).toBe(all.slice(0, 24));
    expect(list.next).toBe('y');
    expect(asked).toHaveLength(10);
  });
});

describe('a next page', () => {
  it('comes behind the list, without what moved there meanwhile', () => {
    const list = appendPage(page('abc', 'c'), page('cde', 'e'));
    expect(ids(list)).toBe('abcde');
    expect(list.next).toBe('e');
  });
});
