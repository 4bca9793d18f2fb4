import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Made at the first start and kept, so that sessions and the admin's account outlive a restart. */
export interface Secrets {
  jwtKey: string;
  adminEmail: string;
  adminPassword: string;
}

/** Reads the secrets of this data folder, or makes them, in a file that only its owner can read. The environment has the last word. */
export function loadSecrets(file: string, env: NodeJS.ProcessEnv): Secrets {
  const kept = read(file);
  const secrets: Secrets = {
    jwtKey: kept.jwtKey ?? randomBytes(32).toString('base64url'),
    adminEmail: kept.adminEmail ?? 'admin@ticketing.dev',
    adminPassword: kept.adminPassword ?? randomBytes(12).toString('base64url'),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return {
    jwtKey: env.JWT_KEY || secrets.jwtKey,
    adminEmail: env.ADMIN_EMAIL || secrets.adminEmail,
    adminPassword: env.ADMIN_PASSWORD || secrets.adminPassword,
  };
}

function read(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>;
  } catch {
    return {};
  }
}
