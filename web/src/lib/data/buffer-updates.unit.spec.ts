import { bufferUpdates } from './buffer-updates';

interface Item {
  id: string;
  text?: string;
}
const page = (ids: string, next: string | null = null): { items: Item[]; next: string | null } => ({
  items: [...ids].map((id) => ({ id })),
  next,
});
const ids = (result: { items: Item[] }): string => result.items.map(({ id }) => id).join('');

describe('a list that changes while somebody looks at it', () => {
  it('shows what changed within its items at once', () => {
    const latest = { items: [{ id: 'a', text: 'read' }, { id: 'b' }], next: null };
    const held = bufferUpdates<Item>(latest, page('ab'));
    expect(held).toEqual({ page: latest, waiting: undefined });
  });

  it('keeps every item in its place and counts the new ones', () => {
    const held = bufferUpdates(page('xyab', 'after-b'), page('abc', 'after-c'));
    expect(ids(held.page)).toBe('abc');
    expect(held.page.next).toBe('after-c');
    expect(held.waiting).toBe(2);
  });

  it('takes over what changed in items that stay where they are', () => {
    const latest = { items: [{ id: 'x' }, { id: 'a', text: 'read' }, { id: 'b' }], next: null };
    expect(bufferUpdates<Item>(latest, page('ab')).page.items).toEqual([
      { id: 'a', text: 'read' },
      { id: 'b' },
    ]);
  });

  it.each([
    ['leaves', 'ac'],
    ['changes places', 'bac'],
  ])('waits, with nothing new, when an item %s', (_what, latest) => {
    const held = bufferUpdates(page(latest), page('abc'));
    expect(ids(held.page)).toBe('abc');
    expect(held.waiting).toBe(0);
  });

  it('doesn’t count as new what only moved up from a later page', () => {
    expect(bufferUpdates(page('acd', 'after-d'), page('abc', 'after-c')).waiting).toBe(0);
    expect(bufferUpdates(page('xac', 'after-c'), page('abc', 'after-c')).waiting).toBe(1);
  });

  it('counts all when it holds nothing that is shown any more', () => {
    expect(bufferUpdates(page('xyz', 'after-z'), page('abc', 'after-c')).waiting).toBe(3);
  });

  it('appends what follows the last item', () => {
    const held = bufferUpdates(page('abcd'), page('abc'));
    expect(ids(held.page)).toBe('abcd');
    expect(held.waiting).toBeUndefined();
  });

  it.each([
    ['nothing was loaded yet', undefined],
    ['there was nothing', page('')],
  ])('is shown whole when %s', (_what, shown) => {
    expect(bufferUpdates(page('ab'), shown)).toEqual({ page: page('ab'), waiting: undefined });
  });
});
