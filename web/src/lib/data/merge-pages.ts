import type { Page } from '../api/client';

/** Pages that are read anew, at the most. */
const MAX_REFETCHED_PAGES = 10;

/**
 * As much of a list as is shown, read anew. Of a very long one only the first ten pages are, and the rest is kept when
 * it joins up.
 *
 * @param load reads the page of a path, or the first one
 * @param shown what is on the screen by now
 */
export async function refetchPages<T extends { id: string }>(
  load: (next: string | null) => Promise<Page<T>>,
  shown: () => Page<T> | undefined,
): Promise<Page<T>> {
  const first = await load(null);
  let list = first;
  for (let pages = 1; pages < MAX_REFETCHED_PAGES && list.next !== null; pages += 1) {
    const { items = [] } = shown() ?? {};
    const last = items.at(-1)?.id;
    const covers =
      list.items.some(({ id }) => id === last) || list.items.length >= items.length + first.items.length;
    if (items.length <= first.items.length || covers) break;
    list = appendPage(list, await load(list.next));
  }
  return mergePages(list, shown());
}

/** What was freshly read of a list's beginning, followed by what was already read beyond it when the two overlap. */
export function mergePages<T extends { id: string }>(first: Page<T>, before: Page<T> | undefined): Page<T> {
  const last = first.items.at(-1);
  // Without a page after it, the first one is all there is now.
  if (before === undefined || last === undefined || first.next === null) return first;
  const seam = before.items.findIndex((item) => item.id === last.id);
  if (seam === -1 || seam === before.items.length - 1) return first;
  const fresh = new Set(first.items.map((item) => item.id));
  const rest = before.items.slice(seam + 1).filter((item) => !fresh.has(item.id));
  return rest.length === 0 ? first : { ...first, items: [...first.items, ...rest], next: before.next };
}

/** The list with its next page behind it; what moved there meanwhile isn't listed twice. */
export function appendPage<T extends { id: string }>(list: Page<T>, page: Page<T>): Page<T> {
  const known = new Set(list.items.map((item) => item.id));
  const items = [...list.items, ...page.items.filter((item) => !known.has(item.id))];
  return { ...list, items, next: page.next };
}
