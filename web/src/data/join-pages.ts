import type { Page } from '../api/client';

/** The freshly read first page, followed by what was already read beyond it when the two overlap. */
export function joinPages<T extends { id: string }>(first: Page<T>, before: Page<T> | undefined): Page<T> {
  const last = first.items.at(-1);
  // Without a page after it, the first one is all there is now.
  if (before === undefined || last === undefined || first.next === null) return first;
  const seam = before.items.findIndex((item) => item.id === last.id);
  if (seam === -1 || seam === before.items.length - 1) return first;
  const fresh = new Set(first.items.map((item) => item.id));
  const rest = before.items.slice(seam + 1).filter((item) => !fresh.has(item.id));
  return rest.length === 0 ? first : { items: [...first.items, ...rest], next: before.next };
}
