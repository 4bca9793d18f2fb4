/** What the code of an admission says. */
export interface AdmissionCode {
  /** The first four bytes of the SHA-256 of the key's raw 32 bytes, in hex. */
  readonly keyId: string;
  readonly admissionId: string;
  /** Whose door it opens: the show's id, or the ticket's where it is for no show. */
  readonly doorId: string;
  /** Counts the codes that the admission has had, from 0. */
  readonly version: number;
}

/** A code as it was read, before its signature is checked. */
export interface ReadAdmissionCode extends AdmissionCode {
  /** What the signature is of. */
  readonly signed: Uint8Array;
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array;
}

const FORMAT = 1;
const SIGNED_BYTES = 31;
const SIGNATURE_BYTES = 64;
/** Characters of a code: 95 bytes at five bits each. */
export const ADMISSION_CODE_LENGTH = 152;
/** RFC 4648's: all in the alphanumeric mode of QR, so that the code of an admission fits into 41 modules with 15 % to spare. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes that are signed: format, key, admission, door, version. */
export function packAdmissionCode({ keyId, admissionId, doorId, version }: AdmissionCode): Uint8Array {
  const tail = version.toString(16).padStart(4, '0');
  return fromHex(`0${FORMAT}${keyId}${admissionId}${doorId}${tail}`);
}

/** The text of a code, for its QR. */
export function formatAdmissionCode(signed: Uint8Array, signature: Uint8Array): string {
  let text = '';
  let [bits, value] = [0, 0];
  for (const byte of [...signed, ...signature]) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(value >>> (bits - 5)) & 31];
    value &= (1 << bits) - 1;
  }
  return text;
}

/** Reads a code, in capitals or not and with white space where somebody typed it; `undefined` for what is none. */
export function parseAdmissionCode(text: string): ReadAdmissionCode | undefined {
  const code = text.replace(/\s/g, '').toUpperCase();
  if (code.length !== ADMISSION_CODE_LENGTH) return undefined;
  const bytes = new Uint8Array(SIGNED_BYTES + SIGNATURE_BYTES);
  let [bits, value, length] = [0, 0, 0];
  for (const character of code) {
    const five = ALPHABET.indexOf(character);
    if (five < 0) return undefined;
    value = (value << 5) | five;
    bits += 5;
    if (bits >= 8) bytes[length++] = (value >>> (bits -= 8)) & 255;
    value &= (1 << bits) - 1;
  }
  if (bytes[0] !== FORMAT) return undefined;
  const hex = toHex(bytes.subarray(1, SIGNED_BYTES));
  return {
    keyId: hex.slice(0, 8),
    admissionId: hex.slice(8, 32),
    doorId: hex.slice(32, 56),
    version: Number.parseInt(hex.slice(56), 16),
    signed: bytes.slice(0, SIGNED_BYTES),
    signature: bytes.slice(SIGNED_BYTES),
  };
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
