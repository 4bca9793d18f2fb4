import { createHmac, timingSafeEqual } from 'node:crypto';
import type { OutgoingChannel } from './notification';
import { isEssential, isKind, isOutgoing, type PreferenceKind } from './preferences';

/** What a link in a mail turns off. */
export interface Unsubscription {
  userId: string;
  kind: PreferenceKind;
  channel: OutgoingChannel;
}

/**
 * Signs what a link turns off, so that only who got the mail can use it, without being signed in. It never ends: a mail
 * may be read years later.
 *
 * @param key the key of the sessions; a session can't be made of a token, nor a token of a session
 */
export function signUnsubscription({ userId, kind, channel }: Unsubscription, key: string): string {
  const payload = Buffer.from(JSON.stringify([userId, kind, channel])).toString('base64url');
  return `${payload}.${signature(payload, key)}`;
}

/** What a token turns off; undefined when it is forged, mangled or about something essential. */
export function readUnsubscription(token: string, key: string): Unsubscription | undefined {
  const [payload = '', signed = '', ...more] = token.split('.');
  const expected = Buffer.from(signature(payload, key));
  const given = Buffer.from(signed);
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
    return undefined;
  const parts: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  if (!Array.isArray(parts)) return undefined;
  const [userId, kind, channel] = parts as unknown[];
  if (typeof userId !== 'string' || !isKind(kind) || !isOutgoing(channel)) return undefined;
  return isEssential(kind, channel) ? undefined : { userId, kind, channel };
}

function signature(payload: string, key: string): string {
  return createHmac('sha256', key).update(`unsubscribe:${payload}`).digest('base64url');
}
