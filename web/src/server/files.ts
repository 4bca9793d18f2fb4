import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

export type Encoding = 'br' | 'gzip' | 'identity';

/** A file as it is sent: its forms, and the headers that go with it. */
export interface ServedFile {
  bodies: Partial<Record<Encoding, Buffer>> & { identity: Buffer };
  type: string;
  /** A strong tag of the content, without its quotes. */
  tag: string;
  /** Its name changes with its content, so it can be kept for ever. */
  immutable: boolean;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Reads all files below a folder into memory, by their path with a leading slash. `x.br` and `x.gz` are forms of `x`,
 * made by the build; files that begin with a dot are left out. What isn't in the map can't be asked for.
 */
export function readFiles(folder: string): Map<string, ServedFile> {
  const files = new Map<string, ServedFile>();
  const names = new Set(listBelow(folder));
  for (const name of names) {
    if (/\.(?:br|gz)$/.test(name)) continue;
    const identity = readFileSync(join(folder, name));
    const br = names.has(`${name}.br`) ? readFileSync(join(folder, `${name}.br`)) : undefined;
    const gzip = names.has(`${name}.gz`) ? readFileSync(join(folder, `${name}.gz`)) : undefined;
    files.set(`/${name}`, {
      bodies: { identity, ...(br && { br }), ...(gzip && { gzip }) },
      type: types[extname(name)] ?? 'application/octet-stream',
      tag: computeTag(identity),
      immutable: /^assets\/.+-[\w-]{8}\.\w+$/.test(name),
    });
  }
  return files;
}

/** The page with a setting of this system in its head, for its scripts to read. */
export function withMeta(page: ServedFile, name: string, content: string): ServedFile {
  const meta = `<meta name="${name}" content="${content.replaceAll('"', '&quot;')}" />`;
  return withText(page, (html) => html.replace('</title>', `</title>${meta}`));
}

/** A file with its text changed. */
export function withText(file: ServedFile, change: (text: string) => string): ServedFile {
  const identity = Buffer.from(change(file.bodies.identity.toString()));
  return { ...file, bodies: { identity }, tag: computeTag(identity) };
}

function computeTag(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}

function listBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !name.split('/').some((part) => part.startsWith('.')));
}

/** The best encoding that there is of those a client accepts; RFC 9110, 12.5.3. */
export function chooseEncoding(accepted: string | undefined, has: (encoding: Encoding) => boolean): Encoding {
  const offers = new Map(
    (accepted ?? '').split(',').map((offer) => {
      const [name = '', ...parameters] = offer
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return [name, quality === undefined ? 1 : Number(quality.slice(2)) || 0] as const;
    }),
  );
  for (const encoding of ['br', 'gzip'] as const) {
    if (has(encoding) && (offers.get(encoding) ?? offers.get('*') ?? 0) > 0) return encoding;
  }
  return 'identity';
}
