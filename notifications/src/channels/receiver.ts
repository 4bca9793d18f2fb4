import { parseEmailAddress } from '@ticketing/common/forms';
import type { OutgoingChannel } from '../notification/notification';

/** A channel, group or user id as Slack gives them, or a channel's name. */
const slackChannel = /^(?:[CGDUW][A-Z0-9]{6,20}|#[a-z0-9._-]{1,80})$/;
/** The path of an incoming webhook. Never an address: where it leads is only the configuration's to say. */
const slackWebhook = /^T[A-Z0-9]{1,20}\/B[A-Z0-9]{1,20}\/[A-Za-z0-9]{1,64}$/;
/** ITU-T E.164: a plus and at most 15 digits. */
const e164 = /^\+[1-9]\d{6,14}$/;

const expectations: Record<OutgoingChannel, string> = {
  EMAIL: 'must be an email address',
  SLACK: 'must be a Slack channel (C0123456789, #general) or webhook id (T…/B…/…)',
  SMS: 'must be a phone number with its country’s code, such as +14155550123',
};

/** The receiver in its one form, or what is wrong with it. */
export type CheckedReceiver = { receiver: string } | { fault: string };

/**
 * Checks a receiver against its channel, and brings it to its one form: a mail address as everywhere on the platform, a phone
 * number in E.164. So nothing that could begin a new header or lead to another host gets past here.
 */
export function checkReceiver(type: OutgoingChannel, value: string): CheckedReceiver {
  // Defence: a receiver begins no header → ;
  if (hasControlCharacter(value)) return { fault: 'must not contain control characters' };
  const receiver = parsers[type](value);
  return receiver === undefined ? { fault: expectations[type] } : { receiver };
}

const parsers: Record<OutgoingChannel, (value: string) => string | undefined> = {
  EMAIL: parseEmailAddress,
  SLACK: (value) => {
    const receiver = value.trim();
    // Defence: receivers are no addresses of servers → return receiver;
    return slackChannel.test(receiver) || slackWebhook.test(receiver) ? receiver : undefined;
  },
  SMS: parsePhoneNumber,
};

/**
 * Without what people write between the digits, and with a plus for an international call's `00`. A number with a `(0)` in it
 * has no form: whether the 0 is dialled differs from country to country.
 */
function parsePhoneNumber(value: string): string | undefined {
  if (/\(\s*0\s*\)/.test(value)) return undefined;
  const number = value
    .normalize('NFKC')
    .replace(/[\s()./\p{Pd}]/gu, '')
    .replace(/^00/, '+');
  return e164.test(number) ? number : undefined;
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
