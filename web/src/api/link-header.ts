/**
 * The `rel="next"` target of a Link header as a path with its query, or null when there is none.
 * Only the path and query are kept: the page always talks to its own origin.
 */
export function nextLink(header: string | null): string | null {
  if (header === null) return null;
  for (const match of header.matchAll(/<([^>]*)>((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^",;\s]+))*)/g)) {
    const [, target = '', parameters = ''] = match;
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^",;\s]+))/i.exec(parameters);
    const relations = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/);
    if (relations.includes('next')) return pathOf(target);
  }
  return null;
}

function pathOf(target: string): string | null {
  try {
    const url = new URL(target, 'http://origin.invalid');
    return url.pathname + url.search;
  } catch {
    return null;
  }
}
