import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import {
  baseEnvironment,
  jwtEnvironment,
  mongoEnvironment,
  natsEnvironment,
} from '@ticketing/common/service';
import { z } from 'zod';

/** PEM as a variable may hold it: its lines apart, or joined by `\n` in two characters. */
const pem = z.string('is required').transform((text) => text.replaceAll('\\n', '\n'));

function readKey(create: (pem: string) => KeyObject, text: string): KeyObject | undefined {
  try {
    const key = create(text);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** What this service reads from the environment. */
export const environment = z.object({
  ...baseEnvironment,
  ...mongoEnvironment,
  ...natsEnvironment,
  ...jwtEnvironment,
  /** Signs codes. */
  ADMISSION_PRIVATE_KEY: pem.transform((text, context): KeyObject => {
    const key = readKey(createPrivateKey, text);
    if (key) return key;
    context.addIssue('must be an Ed25519 private key in PEM');
    return z.NEVER;
  }),
  /** Check the codes that former keys have signed. */
  ADMISSION_PUBLIC_KEYS: pem
    .transform((text, context): KeyObject[] => {
      const blocks = text.match(/-----BEGIN [^]+?-----END [^\n]+/g) ?? [];
      const keys = blocks.map((block) => readKey(createPublicKey, block));
      if (keys.length === 0 || keys.includes(undefined))
        context.addIssue('must be Ed25519 public keys in PEM, one after the other');
      return keys.filter((key) => key !== undefined);
    })
    .default([]),
});
