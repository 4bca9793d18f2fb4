import { generateKeyPairSync, createPublicKey, randomBytes, randomInt } from 'node:crypto';
import {
  ADMISSION_CODE_LENGTH,
  formatAdmissionCode,
  parseAdmissionCode,
} from '@ticketing/common/admission-code';
import { Codes } from './codes';

const newKey = () => generateKeyPairSync('ed25519').privateKey;
const said = { admissionId: 'a'.repeat(24), doorId: '0123456789abcdef01234567', version: 7 };
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

  it('are not forged: bytes of other keys, of other admissions, of chance', () => {
    const stranger = new Codes(newKey());
    const { signature } = parseAdmissionCode(code)!;
    const read = Array.from({ length: FORGED }, (_, nth) => {
      const other = { ...said, admissionId: randomBytes(12).toString('hex'), version: randomInt(65_536) };
      const theirs = parseAdmissionCode(stranger.sign(other))!;
      const forged = [
        stranger.sign(other),
        formatAdmissionCode(theirs.signed, signature),
        formatAdmissionCode(parseAdmissionCode(code)!.signed, theirs.signature),
        formatAdmissionCode(randomBytes(31), randomBytes(64)),
        code.slice(0, randomInt(code.length)),
      ];
      return codes.read(forged[nth % forged.length]!);
    });
    expect(read.filter(Boolean)).toEqual([]);
  });
});
