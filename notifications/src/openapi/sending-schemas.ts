import type { JsonSchema } from '@ticketing/common/http';
import { channels, outgoingChannels } from '../domain/notification';
import { subjectLimit, textLimits } from '../domain/intake-request';

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const time = { type: 'string', format: 'date-time' };
const timeOrNull = { type: ['string', 'null'], format: 'date-time' };
const uuid = { type: 'string', format: 'uuid' };
const whole = { type: 'integer', minimum: 0 };
const channel = { type: 'string', enum: outgoingChannels };
const message = {
  type: 'string',
  minLength: 1,
  maxLength: textLimits.EMAIL,
  description: `At most ${textLimits.EMAIL} characters by mail, ${textLimits.SLACK} to Slack, ${textLimits.SMS} by SMS`,
};
const receiver = {
  type: 'string',
  description: 'An email address, a Slack channel or webhook id, or a phone number in E.164 form',
};
const subject = { type: 'string', minLength: 1, maxLength: subjectLimit, description: 'One line' };
const emails = { type: 'string', description: 'Email addresses, separated by commas' };

const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  required,
  properties,
});

const summary: Record<string, JsonSchema> = {
  id: uuid,
  type: { type: 'string', enum: channels },
  kind: text,
  subject: textOrNull,
  text,
  receiver: textOrNull,
  userId: textOrNull,
  status: { type: 'string', enum: ['ACCEPTED', 'SENDING', 'PROCESSED', 'RETRYING', 'DEAD'] },
  version: whole,
  createdAt: time,
  processedAt: timeOrNull,
  readAt: timeOrNull,
};

/** What a notification has only when it is about something that the browser client or the help desk shows. */
const about: Record<string, JsonSchema> = {
  path: {
    type: 'string',
    description: 'Where the browser client shows what it is about, such as `/orders/665f…`',
  },
  supportTicketId: { type: 'string', description: 'The support ticket it is about' },
};

const full: Record<string, JsonSchema> = {
  ...summary,
  nextAttemptAt: timeOrNull,
  deadAt: timeOrNull,
  deadReason: textOrNull,
  attempts: { type: 'array', items: { $ref: '#/components/schemas/NotificationAttempt' } },
};

const dead: Record<string, JsonSchema> = {
  ...full,
  origin: text,
  submitter: textOrNull,
  requester: textOrNull,
  code: textOrNull,
  error: textOrNull,
  audit: { type: 'array', items: object({ action: text, by: text, at: time }) },
};

/** What the paths of intake, status and dead letters refer to. */
export const sendingSchemas: Record<string, JsonSchema> = {
  NotificationRequest: object({ type: channel, message, receiver, userId: text, subject, uuid }, [
    'type',
    'message',
  ]),
  ShortNotificationRequest: object({ destination: channel, txt: message, uuid, receiver, subject }, [
    'destination',
    'txt',
    'uuid',
  ]),
  TicketMail: object(
    {
      subject,
      content: message,
      recepientEmails: emails,
      receipientEmails: emails,
      recipientEmails: emails,
      requester: text,
      ticketId: {
        type: 'string',
        minLength: 1,
        maxLength: 64,
        description: 'The support ticket it is about; listed with that one when a service or an admin asks',
      },
      uuid,
    },
    ['subject', 'content', 'ticketId'],
  ),
  AcceptedNotification: object({ id: uuid, status: { const: 'ACCEPTED' }, href: text }),
  AcceptedTicketMail: object({
    requestId: text,
    status: { const: 'Accepted Request' },
    notificationIds: { type: 'array', items: uuid },
  }),
  BatchResult: object(
    {
      line: { type: 'integer', minimum: 1 },
      id: uuid,
      status: { const: 'ACCEPTED' },
      href: text,
      errors: { type: 'array', items: { type: 'object' } },
    },
    ['line'],
  ),
  NotificationAttempt: object(
    {
      number: { type: 'integer', minimum: 1 },
      at: time,
      tookMs: { type: 'number' },
      outcome: { type: 'string', enum: ['accepted', 'retry', 'refused', 'unknown'] },
      code: text,
      error: text,
      messageId: text,
      response: text,
      accepted: { type: 'array', items: text },
      rejected: { type: 'array', items: text },
    },
    ['number', 'at', 'tookMs', 'outcome'],
  ),
  NotificationSummary: object({ ...summary, ...about }, Object.keys(summary)),
  Notification: object({ ...full, ...about }, Object.keys(full)),
  DeadNotification: object({ ...dead, ...about }, Object.keys(dead)),
};
