export type Params = Record<string, string>;

/** The parameters of a path under a pattern like `/tickets/:id`, or null when it doesn't match. */
export function matchPath(pattern: string, path: string): Params | null {
  const wanted = splitPath(pattern);
  const given = splitPath(path);
  if (wanted.length !== given.length) return null;
  const params: Params = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (segment.startsWith(':')) params[segment.slice(1)] = decode(value);
    else if (segment !== value) return null;
  }
  return params;
}

/** Whether a link to `target` leads to the page shown, or (unless `end`) to one above it. */
export function isActive(target: string, pathname: string, end: boolean): boolean {
  return pathname === target || (!end && pathname.startsWith(`${target}/`));
}

function splitPath(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
