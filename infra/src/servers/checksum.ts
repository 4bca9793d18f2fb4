import { createHash } from 'node:crypto';

/**
 * Checks a SHA-256 or SHA-512, told by its length.
 * @throws Error when the hash of `data` isn't `expected`.
 */
export function checkHash(data: Buffer, expected: string, what: string): void {
  const bits = expected.length === 128 ? 512 : 256;
  const actual = createHash(`sha${bits}`).update(data).digest('hex');
  if (actual !== expected.toLowerCase()) {
    throw new Error(`${what}: its SHA-${bits} is ${actual}, expected ${expected}; not used`);
  }
}

/**
 * The hash that a checksum file (lines of `<hash>  <file>`) gives for `file`.
 * @throws Error when it names no such file.
 */
export function expectedHash(checksums: string, file: string): string {
  for (const line of checksums.split('\n')) {
    const [hash = '', name = ''] = line.trim().split(/\s+\*?/);
    if (name === file && /^([0-9a-f]{64}|[0-9a-f]{128})$/i.test(hash)) return hash;
  }
  throw new Error(`the published checksums don't name ${file}`);
}
