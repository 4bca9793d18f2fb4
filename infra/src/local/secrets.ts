import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Made at the first start and kept, so that sessions and the admin's account outlive a restart. */
export interface Secrets {
  /** Checks tokens that specs and measurements make by themselves; auth's are of `jwtPrivateKey`. */
  jwtKey: string;
  /** PEM. */
  jwtPrivateKey: string;
  /** Signs the codes of admissions; PEM. */
  admissionPrivateKey: string;
  adminEmail: string;
  adminPassword: string;
}

/** Reads the secrets of this data folder, or makes them, in a file that only its owner can read. The environment has the last word. */
export function loadSecrets(file: string, env: NodeJS.ProcessEnv): Secrets {
  const kept = read(file);
  const secrets: Secrets = {
    jwtKey: kept.jwtKey ?? randomBytes(32).toString('base64url'),
    jwtPrivateKey: kept.jwtPrivateKey ?? newPrivateKey(),
    admissionPrivateKey: kept.admissionPrivateKey ?? newAdmissionKey(),
    adminEmail: kept.adminEmail ?? 'admin@ticketing.dev',
    adminPassword: kept.adminPassword ?? randomBytes(12).toString('base64url'),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return {
    jwtKey: env.JWT_KEY || secrets.jwtKey,
    jwtPrivateKey: env.JWT_PRIVATE_KEY || secrets.jwtPrivateKey,
    admissionPrivateKey: env.ADMISSION_PRIVATE_KEY || secrets.admissionPrivateKey,
    adminEmail: env.ADMIN_EMAIL || secrets.adminEmail,
    adminPassword: env.ADMIN_PASSWORD || secrets.adminPassword,
  };
}

/** A new key that signs tokens, in PEM. */
export function newPrivateKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/** A new key that signs the codes of admissions (Ed25519), in PEM. */
export function newAdmissionKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/** The public half of a private key, both in PEM. */
export function publicKeyPem(privateKey: string): string {
  return createPublicKey(privateKey.replaceAll('\\n', '\n')).export({
    type: 'spki',
    format: 'pem',
  }) as string;
}

function read(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>;
  } catch {
    return {};
  }
}
