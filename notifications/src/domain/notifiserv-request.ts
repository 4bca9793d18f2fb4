import { randomUUID } from 'node:crypto';
import { parseUuid } from '@ticketing/common/forms';
import { deterministicUuid } from './deterministic-uuid';
import {
  checkLine,
  checkText,
  type Fault,
  type IntakeContext,
  lineOf,
  nameOf,
  type Parsed,
  subjectLimit,
} from './intake-request';
import type { NotificationRequest } from './notification';
import { checkReceiver } from './receiver';

/** The help desk's clients have always spelled it in three ways. */
const recipientFields = ['recepientEmails', 'receipientEmails', 'recipientEmails'] as const;
const mostRecipients = 100;
const ticketIdLimit = 64;

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
  const faultOf = (field: string) => (message: string) =>
    void faults.push({ field, message: `${field} ${message}` });

  const { subject, content, requester, ticketId, uuid } = input;
  checkLine(subject, subjectLimit, faultOf('subject'));
  checkText(content, 'EMAIL', faultOf('content'));
  if (requester !== undefined) checkLine(requester, 254, faultOf('requester'));
  checkLine(ticketId, ticketIdLimit, faultOf('ticketId'));
  const knownUuid = parseUuid(uuid);
  if (uuid !== undefined && !knownUuid) faultOf('uuid')('must be a UUID');
  const field = recipientFields.find((name) => input[name] !== undefined) ?? recipientFields[0];
  const recipients = readRecipients(input[field], faultOf(field));
  if (faults.length > 0) return { faults };

  const ticket = nameOf(ticketId);
  const requests = recipients.map((receiver): NotificationRequest => ({
    uuid: knownUuid === undefined ? randomUUID() : deterministicUuid('ticket-mail', knownUuid, receiver),
    type: 'EMAIL',
    receiver,
    subject: lineOf(subject),
    text: content as string,
    kind: 'support',
    origin: context.origin,
    supportTicketId: ticket,
    ...(requester !== undefined && { requester: lineOf(requester) }),
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
  if (named.length > mostRecipients) fault(`must name at most ${mostRecipients} email addresses`);
  const recipients = new Set<string>();
  for (const entry of named.slice(0, mostRecipients)) {
    const checked = checkReceiver('EMAIL', entry);
    if ('fault' in checked) fault(`holds an entry that ${checked.fault}`);
    else recipients.add(checked.receiver);
  }
  return [...recipients];
}
