import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { isoCBOR } from '@simplewebauthn/server/helpers';

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

/** How a soft authenticator behaves. */
export interface SoftAuthenticatorOptions {
  readonly origin?: string;
  readonly host?: string;
}

/** A passkey without a device: answers as a browser does, as the standard has it. */
export class SoftAuthenticator {
  /** Of its signatures. */
  counter = 0;
  /** Whether it makes sure who uses it. */
  verifiesUser = true;
  readonly id = randomBytes(16);
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private readonly origin: string;
  private readonly host: string;

  constructor({ origin = 'http://localhost:8080', host = 'localhost' }: SoftAuthenticatorOptions = {}) {
    this.origin = origin;
    this.host = host;
  }

  /** Answers the options of a creation. */
  create({ challenge }: { challenge: string }): RegistrationResponseJSON {
    const { x = '', y = '' } = this.keys.publicKey.export({ format: 'jwk' });
    // COSE: a key (1) of two coordinates (2), ES256 (3: -7), on P-256 (-1: 1). Source: RFC 9053, 7.1.1
    const cose = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Uint8Array.from(Buffer.from(x, 'base64url'))],
      [-3, Uint8Array.from(Buffer.from(y, 'base64url'))],
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const credential = [Buffer.alloc(16), length, this.id, Buffer.from(isoCBOR.encode(cose))];
    const authData = Buffer.concat([this.authenticatorData(HAS_CREDENTIAL), ...credential]);
    const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
      ['fmt', 'none'],
      ['attStmt', new Map<string, string>()],
      ['authData', Uint8Array.from(authData)],
    ]);
    return {
      ...this.credential(),
      response: {
        clientDataJSON: this.clientData('webauthn.create', challenge).toString('base64url'),
        attestationObject: Buffer.from(isoCBOR.encode(attestation)).toString('base64url'),
      },
    };
  }

  /** Answers the options of a sign-in. */
  get({ challenge }: { challenge: string }): AuthenticationResponseJSON {
    this.counter += 1;
    const authData = this.authenticatorData();
    const clientData = this.clientData('webauthn.get', challenge);
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), this.keys.privateKey);
    return {
      ...this.credential(),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
      },
    };
  }

  private credential() {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
  }

  private clientData(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }

  private authenticatorData(more = 0): Buffer {
    const flags = PRESENT | (this.verifiesUser ? VERIFIED : 0) | more;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(this.host), Buffer.from([flags]), counter]);
  }
}
