import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import {
  type AdmissionCode,
  formatAdmissionCode,
  packAdmissionCode,
  parseAdmissionCode,
} from '@ticketing/common/admission-code';

/** A key that checks codes, as the devices at a door are given it. */
export interface PublicKey {
  readonly id: string;
  /** Its 32 bytes, base64url. */
  readonly key: string;
}

/** Signs the codes of admissions and checks them: the key at hand signs, former ones still check. */
export class Codes {
  private readonly keyId: string;
  private readonly keys: ReadonlyMap<string, KeyObject>;
  /** What checks a code without asking this service. */
  readonly publicKeys: readonly PublicKey[];

  /** @param former public keys, whose codes stay good */
  constructor(
    private readonly privateKey: KeyObject,
    former: readonly KeyObject[] = [],
  ) {
    const current = createPublicKey(privateKey);
    this.keyId = keyId(current);
    this.keys = new Map([...former, current].map((key) => [keyId(key), key]));
    this.publicKeys = [...this.keys].map(([id, key]) => ({ id, key: raw(key).toString('base64url') }));
  }

  sign(code: Omit<AdmissionCode, 'keyId'>): string {
    const signed = packAdmissionCode({ ...code, keyId: this.keyId });
    return formatAdmissionCode(signed, sign(null, signed, this.privateKey));
  }

  /** What a code says, if a known key has signed it. */
  read(text: string): AdmissionCode | undefined {
    const code = parseAdmissionCode(text);
    const key = code && this.keys.get(code.keyId);
    // Defence: a code is signed → if (!key) return undefined; else return code;
    if (!key || !verify(null, code.signed, key, code.signature)) return undefined;
    return code;
  }
}

function raw(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x!, 'base64url');
}

function keyId(key: KeyObject): string {
  return createHash('sha256').update(raw(key)).digest('hex').slice(0, 8);
}
