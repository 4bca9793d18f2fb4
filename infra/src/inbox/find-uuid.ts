const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** The sender's own id of a message: the first UUID in the places where clients put one. */
export function findUuid(...places: unknown[]): string | undefined {
  for (const place of places) {
    const found = typeof place === 'string' ? UUID.exec(place)?.[0] : undefined;
    if (found) return found.toLowerCase();
  }
  return undefined;
}
