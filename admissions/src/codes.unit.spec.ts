import { generateKeyPairSync, createPublicKey } from 'node:crypto';
import {
  ADMISSION_CODE_LENGTH,
  formatAdmissionCode,
  packAdmissionCode,
  parseAdmissionCode,
} from '@ticketing/common/admission-code';
import fc from 'fast-check';
import { Codes } from './codes';

const newKey = () => generateKeyPairSync('ed25519').privateKey;
const said = { admissionId: 'a'.repeat(24), doorId: '0123456789abcdef01234567', version: 7 };
/** 100,000 at an effort of 50. */
const FORGED = Number(process.env['FUZZ_EFFORT'] ?? 1) * 2_000;

describe('codes', () => {
  const key = newKey();
  const codes = new Codes(key);
  const code = codes.sign(said);

  it('say which admission, door and version they are of, in few characters of the QR alphabet', () => {
    expect(codes.read(code)).toMatchObject(said);
    expect(code).toMatch(/^[A-Z2-7]+$/);
    expect(code).toHaveLength(ADMISSION_CODE_LENGTH);
  });

  it('are read as somebody types them', () => {
    expect(codes.read(` ${code.toLowerCase().replace(/(.{8})/g, '$1 ')}\n`)).toMatchObject(said);
  });

  it('are the same whoever of several replicas signs them', () => {
    expect(new Codes(key).sign(said)).toBe(code);
  });

  it('stay good under the next key, as long as the former is known', () => {
    const [next, stranger] = [newKey(), newKey()];
    expect(new Codes(next, [createPublicKey(key)]).read(code)).toMatchObject(said);
    expect(new Codes(next, [createPublicKey(key)]).sign(said)).not.toBe(code);
    expect(new Codes(next, [createPublicKey(stranger)]).read(code)).toBeUndefined();
  });

  it('are read by nobody once a character is another', () => {
    for (let at = 0; at < code.length; at += 1) {
      const other = code[at] === 'A' ? 'B' : 'A';
      expect([at, codes.read(code.slice(0, at) + other + code.slice(at + 1))]).toEqual([at, undefined]);
    }
  });

  it('are not forged: of other keys, with signatures of others, altered, cut off, of chance', () => {
    const stranger = new Codes(newKey());
    const hex = (bytes: number) =>
      fc
        .uint8Array({ minLength: bytes, maxLength: bytes })
        .map((array) => Buffer.from(array).toString('hex'));
    const other = fc.record({
      admissionId: fc.oneof(fc.constant(said.admissionId), hex(12)),
      doorId: fc.oneof(fc.constant(said.doorId), hex(12)),
      version: fc.oneof(fc.constant(said.version), fc.nat(65_535)),
    });
    const { signed, signature, keyId } = parseAdmissionCode(code)!;
    const theirs = other.map((content) => parseAdmissionCode(stranger.sign(content))!);
    const rekeyed = theirs.map((read) =>
      formatAdmissionCode(packAdmissionCode({ ...read, keyId }), read.signature),
    );
    const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'];
    const altered = fc
      .array(fc.tuple(fc.nat(code.length - 1), fc.constantFrom(...alphabet)), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const characters = [...code];
        for (const [at, character] of changes) characters[at] = character;
        return characters.join('');
      })
      .filter((text) => text !== code);
    const forged = fc.oneof(
      theirs.map((read) => formatAdmissionCode(read.signed, read.signature)),
      rekeyed,
      theirs.map((read) => formatAdmissionCode(read.signed, signature)),
      theirs.map((read) => formatAdmissionCode(signed, read.signature)),
      fc
        .tuple(
          fc.uint8Array({ minLength: 31, maxLength: 31 }),
          fc.uint8Array({ minLength: 64, maxLength: 64 }),
        )
        .map(([content, end]) => formatAdmissionCode(content, end)),
      altered,
      fc.nat(code.length - 1).map((length) => code.slice(0, length)),
      fc.string({ unit: 'binary', maxLength: 200 }),
    );
    fc.assert(
      fc.property(forged, (text) => codes.read(text) === undefined),
      { numRuns: FORGED },
    );
  });
});
