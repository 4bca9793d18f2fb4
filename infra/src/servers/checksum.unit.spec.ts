import { createHash } from 'node:crypto';
import { checkHash, expectedHash } from './checksum';

describe('checksums', () => {
  const data = Buffer.from('binary');
  const hash = createHash('sha256').update(data).digest('hex');

  it('accepts data with the expected hash', () => {
    expect(() => checkHash(data, hash, 'file')).not.toThrow();
  });

  it('knows a SHA-512 by its length', () => {
    const long = createHash('sha512').update(data).digest('hex');
    expect(expectedHash(`${long}  b.zip\n`, 'b.zip')).toBe(long);
    expect(() => checkHash(data, long, 'file')).not.toThrow();
    expect(() => checkHash(Buffer.from('other'), long, 'file')).toThrow(/SHA-512 .* not used/);
  });

  it('refuses data with another hash', () => {
    expect(() => checkHash(Buffer.from('other'), hash, 'file')).toThrow(/not used/);
  });

  it('finds the hash of a file in a published list, whether marked binary or not', () => {
    expect(expectedHash(`${'0'.repeat(64)}  a.zip\n${hash}  b.zip\n`, 'b.zip')).toBe(hash);
    expect(expectedHash(`${hash} *b.zip\n`, 'b.zip')).toBe(hash);
  });

  it('says so when the list does not name the file', () => {
    expect(() => expectedHash(`${hash}  b.zip`, 'c.zip')).toThrow(/c\.zip/);
  });
});
