import type { OutgoingChannel } from './notification';

/** RFC 5321 bounds: 64 octets before the @, 254 in all. Quoted local parts and address literals aren't taken. */
const email =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i;
/** A channel, group or user id as Slack gives them, or a channel's name. */
const slackChannel = /^(?:[CGDUW][A-Z0-9]{6,20}|#[a-z0-9._-]{1,80})$/;
/** The path of an incoming webhook. Never an address: where it leads is only the configuration's to say. */
const slackWebhook = /^T[A-Z0-9]{1,20}\/B[A-Z0-9]{1,20}\/[A-Za-z0-9]{1,64}$/;
/** ITU-T E.164: a plus and at most 15 digits. */
const e164 = /^\+[1-9]\d{6,14}$/;

const wanted: Record<OutgoingChannel, string> = {
  EMAIL: 'must be an email address',
  SLACK: 'must be a Slack channel (C0123456789, #general) or webhook id (T…/B…/…)',
  SMS: 'must be a phone number in E.164 form, such as +14155550123',
};

/** The receiver in its one form, or what is wrong with it. */
export type CheckedReceiver = { receiver: string } | { fault: string };

/**
 * Checks a receiver against its channel, and brings it to one form: a domain in lower case, a phone number without the
 * spaces people write. So nothing that could begin a new header or lead to another host gets past here.
 */
export function checkReceiver(type: OutgoingChannel, value: string): CheckedReceiver {
  if (hasControlCharacter(value)) return { fault: 'must not contain control characters' };
  const receiver = normalise(type, value.trim());
  return isReceiver(type, receiver) ? { receiver } : { fault: wanted[type] };
}

/** True when the text could end a line, and so begin another header, command or log entry. */
export function hasControlCharacter(value: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  return /[\x00-\x1f\x7f\u0085\u2028\u2029]/.test(value);
}

/** True for the id of a Slack webhook, as opposed to a channel. */
export function isSlackWebhook(receiver: string): boolean {
  return slackWebhook.test(receiver);
}

/** Two spellings of one mailbox, as far as anyone can tell. */
export function sameAddress(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

function normalise(type: OutgoingChannel, value: string): string {
  if (type === 'SMS') return value.replace(/[ ().-]/g, '');
  if (type === 'SLACK') return value;
  const at = value.lastIndexOf('@');
  return value.slice(0, at + 1) + value.slice(at + 1).toLowerCase();
}

function isReceiver(type: OutgoingChannel, value: string): boolean {
  if (type === 'EMAIL') return value.length <= 254 && email.test(value) && !value.includes('..');
  if (type === 'SMS') return e164.test(value);
  return slackChannel.test(value) || slackWebhook.test(value);
}
