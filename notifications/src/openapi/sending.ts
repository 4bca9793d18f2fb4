import { openapi as doc, type OpenApiParameter, type OpenApiPaths } from '@ticketing/common/http';
import { channels } from '../domain/notification';
import { longestBatch } from '../intake/batch-intake';

const { errors, idempotencyKey, json, ok, page, pageParameters, ref, signedIn } = doc;
const text = { type: 'string' };

const id: OpenApiParameter = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};
const whole = (name: string, description: string, maximum?: number): OpenApiParameter => ({
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
        'who gave the uuid may ask for the notification by either.',
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
      summary: `Up to ${longestBatch} notifications, as a JSON array or one per line`,
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
        whole('wait', 'Seconds to hold the answer until the status changes', 60),
        whole('version', 'The version the client knows; default the present one'),
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
