import { randomUUID } from 'node:crypto';
import { normaliseText, parseObjectId, parseUuid } from '@ticketing/common/forms';
import { checkReceiver, hasControlCharacter } from '../channels/receiver';
import {
  type NotificationRequest,
  type Origin,
  type OutgoingChannel,
  outgoingChannels,
} from '../notification/notification';
import { idGivenBy, deterministicUuid } from '../notification/notification-id';

/** An input that is wrong: which, and how. */
export interface Fault {
  message: string;
  field: string;
}

export type Parsed<T> = { value: T; faults?: undefined } | { value?: undefined; faults: Fault[] };

/** What a request is read against. */
export interface IntakeContext {
  origin: Origin;
  /** Id of the user who asks; absent for a service. */
  submitter?: string;
  /** Channels that have a receiver by configuration, for requests that name none. */
  defaults: ReadonlySet<OutgoingChannel>;
}

/** Longest text, in UTF-16 units: what Slack takes, what Twilio takes, and for mail a long page. */
export const textLimits: Record<OutgoingChannel, number> = { EMAIL: 65_536, SLACK: 40_000, SMS: 1_600 };
/** Longest subject, which fits a header line of RFC 5322 even when it is encoded. */
export const SUBJECT_LIMIT = 255;
const USER_ID_LIMIT = 64;

/**
 * Reads one notification in either spelling, `{type, message, receiver, subject?, uuid?}` or
 * `{destination, txt, uuid, receiver?}`, into its one normalised form. A fault names the field as it was spelled.
 */
export function parseNotification(body: unknown, context: IntakeContext): Parsed<NotificationRequest> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { faults: [{ message: 'must be a JSON object', field: 'body' }] };
  }
  const input = body as Record<string, unknown>;
  const short = input['type'] === undefined && input['destination'] !== undefined;
  const faults: Fault[] = [];
  const fault = (field: string, message: string) =>
    void faults.push({ field, message: `${field} ${message}` });

  const typeField = short ? 'destination' : 'type';
  const type = outgoingChannels.find((channel) => channel === input[typeField]);
  if (!type) fault(typeField, `must be one of ${outgoingChannels.join(', ')}`);

  const textField = short ? 'txt' : 'message';
  const text = input[textField];
  checkText(text, type, (message) => fault(textField, message));

  const { uuid, subject, userId } = input;
  const knownUuid = parseUuid(uuid);
  if (uuid === undefined ? short : !knownUuid) fault('uuid', 'must be a UUID');
  if (subject !== undefined) checkLine(subject, SUBJECT_LIMIT, (message) => fault('subject', message));
  if (userId !== undefined) checkLine(userId, USER_ID_LIMIT, (message) => fault('userId', message));

  const receiver = type && readReceiver(input, type, short, context, (message) => fault('receiver', message));
  if (faults.length > 0 || !type) return { faults };
  return {
    value: {
      uuid: knownUuid === undefined ? randomUUID() : requestId(knownUuid, context),
      type,
      receiver,
      userId: userId === undefined ? undefined : personName(userId),
      subject: subject === undefined ? undefined : singleLine(subject),
      text: text as string,
      kind: 'direct',
      origin: context.origin,
      submitter: context.submitter,
    },
  };
}

function requestId(uuid: string, { submitter }: IntakeContext): string {
  return submitter === undefined ? uuid : idGivenBy(submitter, uuid);
}

/** Checks a text against what its channel takes; an unknown channel is told elsewhere. */
export function checkText(
  text: unknown,
  type: OutgoingChannel | undefined,
  fault: (message: string) => void,
): void {
  const limit = textLimits[type ?? 'EMAIL'];
  if (typeof text !== 'string' || text.trim() === '') fault('is required');
  else if (text.length > limit) fault(`must have at most ${limit} characters`);
  else if (text.includes('\0')) fault('must not contain NUL');
}

/** The one form of a line that {@link checkLine} let pass. */
export function singleLine(value: unknown): string {
  return normaliseText(String(value));
}

/** The same of a line that names something: an id is in lower case. */
export function personName(value: unknown): string {
  const line = singleLine(value);
  return parseObjectId(line) ?? line;
}

/** Checks what goes into a header: one line, of bounded length. */
export function checkLine(value: unknown, limit: number, fault: (message: string) => void): void {
  if (typeof value !== 'string' || normaliseText(value) === '') fault('must be a text that is not empty');
  else if (value.length > limit) fault(`must have at most ${limit} characters`);
  else if (hasControlCharacter(value)) fault('must be one line without control characters');
}

function readReceiver(
  input: Record<string, unknown>,
  type: OutgoingChannel,
  short: boolean,
  context: IntakeContext,
  fault: (message: string) => void,
): string | undefined {
  const { receiver, userId } = input;
  if (receiver === undefined) {
    if (userId !== undefined) return undefined;
    if (!short) fault('is required');
    else if (!context.defaults.has(type)) fault(`is required: ${type} has no configured default`);
    return undefined;
  }
  if (typeof receiver !== 'string') {
    fault('must be a text');
    return undefined;
  }
  const checked = checkReceiver(type, receiver);
  if ('fault' in checked) {
    fault(checked.fault);
    return undefined;
  }
  return checked.receiver;
}

/** The help desk's clients have always spelled it in three ways. */
const recipientFields = ['recepientEmails', 'receipientEmails', 'recipientEmails'] as const;
const MAX_RECIPIENTS = 100;
const TICKET_ID_LIMIT = 64;

/** A help desk mail as it was asked for: one notification per recipient. */
export interface TicketMail {
  ticketId: string;
  requests: NotificationRequest[];
}

/**
 * Reads `{subject, content, recepientEmails: "a@x.com, b@y.com", requester, ticketId, uuid?}`. Each recipient gets a
 * notification of their own; with a `uuid` a repetition tells nobody twice.
 */
export function parseTicketMail(body: unknown, context: Omit<IntakeContext, 'defaults'>): Parsed<TicketMail> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { faults: [{ message: 'must be a JSON object', field: 'body' }] };
  }
  const input = body as Record<string, unknown>;
  const faults: Fault[] = [];
  const makeFault = (field: string) => (message: string) =>
    void faults.push({ field, message: `${field} ${message}` });

  const { subject, content, requester, ticketId, uuid } = input;
  checkLine(subject, SUBJECT_LIMIT, makeFault('subject'));
  checkText(content, 'EMAIL', makeFault('content'));
  if (requester !== undefined) checkLine(requester, 254, makeFault('requester'));
  checkLine(ticketId, TICKET_ID_LIMIT, makeFault('ticketId'));
  const knownUuid = parseUuid(uuid);
  if (uuid !== undefined && !knownUuid) makeFault('uuid')('must be a UUID');
  const field = recipientFields.find((name) => input[name] !== undefined) ?? recipientFields[0];
  const recipients = readRecipients(input[field], makeFault(field));
  if (faults.length > 0) return { faults };

  const ticket = personName(ticketId);
  const requests = recipients.map((receiver): NotificationRequest => ({
    uuid: knownUuid === undefined ? randomUUID() : deterministicUuid('ticket-mail', knownUuid, receiver),
    type: 'EMAIL',
    receiver,
    subject: singleLine(subject),
    text: content as string,
    kind: 'support',
    origin: context.origin,
    supportTicketId: ticket,
    ...(requester !== undefined && { requester: singleLine(requester) }),
    ...(context.submitter !== undefined && { submitter: context.submitter }),
  }));
  return { value: { ticketId: ticket, requests } };
}

function readRecipients(value: unknown, fault: (message: string) => void): string[] {
  const list = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(list) || !list.every((entry) => typeof entry === 'string')) {
    fault('must be email addresses, separated by commas');
    return [];
  }
  const named = list.filter((entry) => entry.trim() !== '');
  if (named.length === 0) fault('must name at least one email address');
  if (named.length > MAX_RECIPIENTS) fault(`must name at most ${MAX_RECIPIENTS} email addresses`);
  const recipients = new Set<string>();
  for (const entry of named.slice(0, MAX_RECIPIENTS)) {
    const checked = checkReceiver('EMAIL', entry);
    if ('fault' in checked) fault(`holds an entry that ${checked.fault}`);
    else recipients.add(checked.receiver);
  }
  return [...recipients];
}
