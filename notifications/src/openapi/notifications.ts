import {
  openapi as doc,
  type OpenApiParameter,
  type OpenApiPaths,
  type JsonSchema,
} from '@ticketing/common/http';
import { MAX_BATCH } from '../intake/batch-intake';
import { SUBJECT_LIMIT, textLimits } from '../intake/request';
import { channels, outgoingChannels, statuses } from '../notification/notification';

const { errors, idempotencyKey, json, ok, page, pageParameters, ref, signedIn } = doc;
const text = { type: 'string' };

const id: OpenApiParameter = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};
const wholeParameter = (name: string, description: string, maximum?: number): OpenApiParameter => ({
  name,
  in: 'query',
  description,
  schema: { type: 'integer', minimum: 0, ...(maximum !== undefined && { maximum }) },
});
const request = { anyOf: [ref('NotificationRequest'), ref('ShortNotificationRequest')] };
const batchResult = { type: 'array', items: ref('BatchResult') };
const ndjson = { 'application/x-ndjson': { schema: text } };

/** Where notifications come in. */
const intakePaths: OpenApiPaths = {
  '/notification': {
    post: {
      summary: 'NotificationIntent one receiver something on one channel',
      description:
        'Admins tell anyone, users their own address. The same uuid is told once within 30 days for whoever gives it: the ' +
        'same one of somebody else is another notification. The answer says its id, which is the uuid unless that was taken; ' +
        'who gave the uuid may ask for the notification by either. What a user sends to their own mail address before it is ' +
        'verified is HELD: sent once it is, and given up after 30 days.',
      tags: ['intake'],
      security: signedIn,
      parameters: [idempotencyKey],
      requestBody: { required: true, content: json(request) },
      responses: {
        202: ok('Stored', ref('AcceptedNotification')),
        ...errors(400, 401, 403, 409, 413, 415, 422),
      },
    },
  },
  '/notification/batch': {
    post: {
      summary: `Up to ${MAX_BATCH} notifications, as a JSON array or one per line`,
      description: 'Each line has its own result; one that is wrong does not stop the others.',
      tags: ['intake'],
      security: signedIn,
      requestBody: { required: true, content: { ...json({ type: 'array', items: request }), ...ndjson } },
      responses: {
        202: { description: 'A result per line', content: { ...json(batchResult), ...ndjson } },
        ...errors(400, 401, 403, 413, 415),
      },
    },
  },
  '/notifiServ/api/v1/notifications': {
    post: {
      summary: 'Mail about a support ticket, to each recipient on their own',
      tags: ['intake'],
      security: signedIn,
      parameters: [idempotencyKey],
      requestBody: { required: true, content: json(ref('TicketMail')) },
      responses: {
        202: ok('Stored', ref('AcceptedTicketMail')),
        ...errors(400, 401, 403, 409, 413, 415, 422),
      },
    },
  },
};

/** Where notifications are looked at. */
const statusPaths: OpenApiPaths = {
  '/api/notifications': {
    get: {
      summary: "The signed-in user's inbox, newest first",
      tags: ['inbox'],
      security: signedIn,
      parameters: [
        {
          name: 'type',
          in: 'query',
          description: 'Only this channel',
          schema: { type: 'string', enum: channels },
        },
        ...pageParameters,
      ],
      responses: { 200: page('Notifications', ref('NotificationSummary')), ...errors(400, 401) },
    },
  },
  '/api/notifications/{id}': {
    get: {
      summary: 'Status and attempts; with wait, once the status changes',
      tags: ['inbox'],
      security: signedIn,
      parameters: [
        id,
        wholeParameter('wait', 'Seconds to hold the answer until the status changes', 60),
        wholeParameter('version', 'The version the client knows; default the present one'),
      ],
      responses: { 200: ok('The notification', ref('Notification')), ...errors(400, 401, 404) },
    },
  },
};

/** What was given up. */
const deadLetterPaths: OpenApiPaths = {
  '/api/notifications/dead-letters': {
    get: {
      summary: 'Notifications that were given up, the latest first, for admins',
      tags: ['dead letters'],
      security: signedIn,
      parameters: pageParameters,
      responses: { 200: page('Dead letters', ref('DeadNotification')), ...errors(400, 401) },
    },
  },
  '/api/notifications/dead-letters/{id}/redrive': {
    post: {
      summary: 'Try it again, with all its retries; again changes nothing',
      tags: ['dead letters'],
      security: signedIn,
      parameters: [id],
      responses: { 202: ok('It is due', ref('AcceptedNotification')), ...errors(400, 401, 403, 404) },
    },
  },
  '/api/notifications/dead-letters/{id}': {
    delete: {
      summary: 'Put it aside for good; again changes nothing',
      tags: ['dead letters'],
      security: signedIn,
      parameters: [id],
      responses: { 204: { description: 'Put aside' }, ...errors(400, 401, 403, 404) },
    },
  },
};

export const sendingPaths: OpenApiPaths = { ...intakePaths, ...statusPaths, ...deadLetterPaths };

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
const subject = { type: 'string', minLength: 1, maxLength: SUBJECT_LIMIT, description: 'One line' };
const emails = { type: 'string', description: 'Email addresses, separated by commas' };

/** A user's own mail is HELD until their address is proven. */
const acceptedStatus = { type: 'string', enum: ['ACCEPTED', 'HELD'] };

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
  status: { type: 'string', enum: statuses },
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
  AcceptedNotification: object({ id: uuid, status: acceptedStatus, href: text }),
  AcceptedTicketMail: object({
    requestId: text,
    status: { const: 'Accepted Request' },
    notificationIds: { type: 'array', items: uuid },
  }),
  BatchResult: object(
    {
      line: { type: 'integer', minimum: 1 },
      id: uuid,
      status: acceptedStatus,
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
