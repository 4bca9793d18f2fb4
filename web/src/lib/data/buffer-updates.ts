import type { Page } from '../api/client';

/** A list as it stays on the screen, and what of its change waits until somebody asks for it. */
export interface BufferedPage<T> {
  page: Page<T>;
  /** How many items are new; 0 when items only left or changed places; undefined when nothing waits. */
  waiting: number | undefined;
}

/**
 * Takes over what changed within a list's items, and holds back what would move them: new items, missing ones and
 * another order. Without that, a message that arrives just before a click moves another one under the finger.
 *
 * @param latest the list as it is now
 * @param shown what is on the screen
 */
export function bufferUpdates<T extends { id: string }>(
  latest: Page<T>,
  shown: Page<T> | undefined,
): BufferedPage<T> {
  if (shown === undefined || shown.items.length === 0) return { page: latest, waiting: undefined };
  const known = new Set(shown.items.map(({ id }) => id));
  const current = new Map(latest.items.map((item) => [item.id, item]));
  const moves = shown.items.some(({ id }, place) => latest.items[place]?.id !== id);
  // Items that follow the last one that is shown move nothing.
  if (!moves) return { page: latest, waiting: undefined };
  // What follows the last known one was there before and moved up from a later page, unless nothing is known any more.
  const end = latest.items.findLastIndex(({ id }) => known.has(id));
  const above = end === -1 ? latest.items : latest.items.slice(0, end);
  return {
    page: { ...latest, items: shown.items.map((item) => current.get(item.id) ?? item), next: shown.next },
    waiting: above.filter(({ id }) => !known.has(id)).length,
  };
}
