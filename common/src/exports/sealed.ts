import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Of an X25519 key as DER. */
const KEY_BYTES = 44;

/** A key by which anybody seals and the one that opens, in base64url. */
export interface SealKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** New X25519 keys. */
export function createSealKeys(): SealKeys {
  const { publicKey, privateKey } = generateKeyPairSync('x25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  return { publicKey: publicKey.toString('base64url'), privateKey: privateKey.toString('base64url') };
}

/**
 * Encrypts for who has the private key: ephemeral X25519, HKDF-SHA-256, AES-256-GCM, as in HPKE (RFC 9180).
 * @param purpose what it is; it opens as that only
 */
export function seal(content: Buffer, publicKey: string, purpose: string): string {
  const recipient = createPublicKey({
    key: Buffer.from(publicKey, 'base64url'),
    format: 'der',
    type: 'spki',
  } as const);
  const ephemeral = generateKeyPairSync('x25519');
  const sender = ephemeral.publicKey.export({ type: 'spki', format: 'der' });
  const key = agree(ephemeral.privateKey, recipient, sender);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([sender, nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** @throws an error when it was sealed for another key or purpose, or was changed */
export function openSealed(text: string, privateKey: string, purpose: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  const sender = bytes.subarray(0, KEY_BYTES);
  const own = createPrivateKey({
    key: Buffer.from(privateKey, 'base64url'),
    format: 'der',
    type: 'pkcs8',
  } as const);
  const key = agree(own, createPublicKey({ key: sender, format: 'der', type: 'spki' }), sender);
  const [nonce, tag, sealed] = cut(bytes.subarray(KEY_BYTES));
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}

function agree(privateKey: KeyObject, publicKey: KeyObject, sender: Buffer): Buffer {
  const secret = diffieHellman({ privateKey, publicKey });
  return Buffer.from(hkdfSync('sha256', secret, sender, 'part of an export', 32));
}

function cut(bytes: Buffer): [nonce: Buffer, tag: Buffer, sealed: Buffer] {
  const end = NONCE_BYTES + TAG_BYTES;
  return [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES, end), bytes.subarray(end)];
}
