import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import {
  baseEnvironment,
  integer,
  jwtEnvironment,
  mongoEnvironment,
  natsEnvironment,
  pem,
  privateKey,
  publicKeys,
} from '@ticketing/common/service';
import { z } from 'zod';
import { Wallets } from './wallets';

const isEd25519 = ({ asymmetricKeyType }: KeyObject): boolean => asymmetricKeyType === 'ed25519';

const appleNames = [
  'APPLE_PASS_CERTIFICATE',
  'APPLE_PASS_KEY',
  'APPLE_WWDR_CERTIFICATE',
  'APPLE_PASS_TYPE_ID',
  'APPLE_TEAM_ID',
] as const;
const googleNames = ['GOOGLE_WALLET_ACCOUNT', 'GOOGLE_WALLET_KEY', 'GOOGLE_WALLET_ISSUER_ID'] as const;

const privateKeyPem = pem.refine((text) => {
  try {
    return createPrivateKey(text).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}, 'must be an RSA private key in PEM');

const certificatePem = pem.refine((text) => {
  try {
    return new X509Certificate(text).subject !== '';
  } catch {
    return false;
  }
}, 'must be a certificate in PEM');

const settings = z.object({
  ...baseEnvironment,
  ...mongoEnvironment,
  ...natsEnvironment,
  ...jwtEnvironment,
  /** Signs codes. */
  ADMISSION_PRIVATE_KEY: privateKey(isEd25519, 'must be an Ed25519 private key in PEM'),
  /** Check the codes that former keys have signed. */
  ADMISSION_PUBLIC_KEYS: publicKeys(
    isEd25519,
    'must be Ed25519 public keys in PEM, one after the other',
  ).default([]),
  /** Transfers that an account may offer within an hour. */
  TRANSFERS_PER_ACCOUNT: integer(1, 1_000_000_000).default(100),
  /** Addresses that an account may name as staff of its doors within an hour: the answer tells whose they are. */
  DOOR_STAFF_PER_ACCOUNT: integer(1, 1_000_000_000).default(100),
  /** Passes for Apple Wallet are signed with these, all or none: */
  APPLE_PASS_CERTIFICATE: certificatePem.optional(),
  APPLE_PASS_KEY: privateKeyPem.optional(),
  APPLE_WWDR_CERTIFICATE: certificatePem.optional(),
  APPLE_PASS_TYPE_ID: z.string().optional(),
  APPLE_TEAM_ID: z.string().optional(),
  /** Links to Google Wallet are signed with these, all or none: */
  GOOGLE_WALLET_ACCOUNT: z.string().optional(),
  GOOGLE_WALLET_KEY: privateKeyPem.optional(),
  GOOGLE_WALLET_ISSUER_ID: z.string().optional(),
});
type Settings = z.output<typeof settings>;

const areTogether = (env: Settings, names: readonly (keyof Settings)[]): boolean =>
  names.every((name) => env[name]) || names.every((name) => !env[name]);

/** What this service reads from the environment. */
export const environment = settings
  .refine((env) => areTogether(env, appleNames), {
    path: ['APPLE_PASS_CERTIFICATE'],
    message: `${appleNames.join(', ')} are set together, or none of them`,
    when: () => true,
  })
  .refine((env) => areTogether(env, googleNames), {
    path: ['GOOGLE_WALLET_ACCOUNT'],
    message: `${googleNames.join(', ')} are set together, or none of them`,
    when: () => true,
  });

/** The wallets that the environment has keys of. */
export function wallets(env: Settings): Wallets {
  const { APPLE_PASS_CERTIFICATE: certificate, APPLE_PASS_KEY: key, APPLE_WWDR_CERTIFICATE: wwdr } = env;
  const { APPLE_PASS_TYPE_ID: passTypeId, APPLE_TEAM_ID: teamId } = env;
  const { GOOGLE_WALLET_ACCOUNT: account, GOOGLE_WALLET_KEY: googleKey } = env;
  const { GOOGLE_WALLET_ISSUER_ID: issuerId } = env;
  return new Wallets(
    certificate && key && wwdr && passTypeId && teamId
      ? { certificate, key, wwdr, passTypeId, teamId }
      : undefined,
    account && googleKey && issuerId ? { account, key: googleKey, issuerId } : undefined,
  );
}
