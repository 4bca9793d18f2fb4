/**
 * The `rel="next"` target of a Link header as a path with its query, or null when there is none.
 * Only the path and query are kept: the page always talks to its own origin.
 */
export function nextLink(header: string | null): string | null {
  if (header === null) return null;
  for (const match of header.matchAll(/<([^>]*)>((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^",;\s]+))*)/g)) {
    const [, target = '', parameters = ''] = match;
    const relations = parseRelations(parameters);
    if (relations.includes('next')) return toPath(target);
  }
  return null;
}

function parseRelations(parameters: string): string[] {
  for (const [, name = '', quoted, plain] of parameters.matchAll(
    /;\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^",;\s]+))/g,
  )) {
    if (name.toLowerCase() === 'rel') return (quoted ?? plain ?? '').toLowerCase().split(/\s+/);
  }
  return [];
}

function toPath(target: string): string | null {
  try {
    const url = new URL(target, 'http://origin.invalid');
    return url.pathname + url.search;
  } catch {
    return null;
  }
}
