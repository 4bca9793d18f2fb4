import { openapi as doc, type JsonSchema, type OpenApiPaths } from '@ticketing/common/http';
import { SUBJECT_LIMIT, textLimits } from './request';
import { outgoingChannels } from '../notification/notification';
import { MAX_BATCH } from './batch-intake';

const { errors, idempotencyKey, json, ok, ref, signedIn } = doc;
const tags = ['notifications'];
const text = { type: 'string' };
const uuid = { type: 'string', format: 'uuid' };
const request = { anyOf: [ref('NotificationRequest'), ref('ShortNotificationRequest')] };
const batchResult = { type: 'array', items: ref('BatchResult') };
const ndjson = { 'application/x-ndjson': { schema: text } };

/** The document of the intakes, which read their bodies themselves. */
export const intakePaths: OpenApiPaths = {
  '/notification': {
    post: {
      summary: 'Notify one receiver on one channel',
      description:
        'Admins tell anyone, users their own address. The same uuid is told once within 30 days for whoever gives it: the ' +
        'same one of somebody else is another notification. The answer says its id, which is the uuid unless that was taken; ' +
        'who gave the uuid may ask for the notification by either. What a user sends to their own mail address before it is ' +
        'verified is HELD: sent once it is, and given up after 30 days.',
      tags,
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
      tags,
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
      tags,
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

/** What {@link intakePaths} refer to. */
export const intakeSchemas: Record<string, JsonSchema> = {
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
};
