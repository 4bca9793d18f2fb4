import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** PEM as a variable may hold it: its lines apart, or joined by `\n` in two characters. */
export const pem = z.string('is required').transform((text) => text.replaceAll('\\n', '\n'));

type IsWanted = (key: KeyObject) => boolean;

/** A private key of a kind. @param fault what is said of anything else */
export const privateKey = (isWanted: IsWanted, fault: string) =>
  pem.transform((text, context): KeyObject => {
    const key = readKey(createPrivateKey, isWanted, text);
    if (key) return key;
    context.addIssue(fault);
    return z.NEVER;
  });

/** Public keys of a kind, one after the other. @param fault what is said of anything else */
export const publicKeys = (isWanted: IsWanted, fault: string) =>
  pem.transform((text, context): KeyObject[] => {
    const blocks = text.match(/-----BEGIN [^]+?-----END [^\n]+/g) ?? [];
    const keys = blocks.map((block) => readKey(createPublicKey, isWanted, block));
    if (keys.length === 0 || keys.includes(undefined)) context.addIssue(fault);
    return keys.filter((key) => key !== undefined);
  });

function readKey(
  create: (text: string) => KeyObject,
  isWanted: IsWanted,
  text: string,
): KeyObject | undefined {
  try {
    const key = create(text);
    return isWanted(key) ? key : undefined;
  } catch {
    return undefined;
  }
}
