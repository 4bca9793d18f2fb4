import { createHash } from 'node:crypto';

/** @throws Error when the SHA-256 of `data` isn't `expected`. */
export function checkSha256(data: Buffer, expected: string, what: string): void {
  const actual = createHash('sha256').update(data).digest('hex');
  if (actual !== expected.toLowerCase()) {
    throw new Error(`${what}: its SHA-256 is ${actual}, expected ${expected}; not used`);
  }
}

/**
 * The hash that a checksum file (lines of `<hash>  <file>`) gives for `file`.
 * @throws Error when it names no such file.
 */
export function expectedHash(checksums: string, file: string): string {
  for (const line of checksums.split('\n')) {
    const [hash = '', name = ''] = line.trim().split(/\s+\*?/);
    if (name === file && /^[0-9a-f]{64}$/i.test(hash)) return hash;
  }
  throw new Error(`the published checksums don't name ${file}`);
}
