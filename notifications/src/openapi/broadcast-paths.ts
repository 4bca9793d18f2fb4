import { openapi as doc, type OpenApiPaths } from '@ticketing/common/http';
import { audiences, MAX_BROADCAST } from '../broadcasts/audience';
import { MAX_SUBJECT } from '../channels/render';

const { errors, idempotencyKey, json, ok, page, pageParameters, pathId, ref, signedIn } = doc;
const tags = ['broadcasts'];
const text = { type: 'string' };
const time = { type: 'string', format: 'date-time' };
const asked = {
  message: { type: 'string', minLength: 1, maxLength: MAX_BROADCAST },
  subject: { type: 'string', minLength: 1, maxLength: MAX_SUBJECT },
  audience: { type: 'string', enum: [...audiences] },
};

/** The routes of broadcasts; for admins. */
export const broadcastPaths: OpenApiPaths = {
  '/api/notifications/broadcasts': {
    post: {
      summary: 'NotificationIntent many people something; answers with a handle to ask how far it is',
      tags,
      security: signedIn,
      parameters: [idempotencyKey],
      requestBody: {
        required: true,
        content: json({ type: 'object', required: ['message', 'audience'], properties: asked }),
      },
      responses: {
        202: ok('It has begun', { type: 'object', properties: { jobId: text, href: text } }),
        ...errors(400, 401, 403, 409, 422),
      },
    },
    get: {
      summary: 'Broadcasts, newest first',
      tags,
      security: signedIn,
      parameters: pageParameters,
      responses: { 200: page('Broadcasts', ref('Broadcast')), ...errors(400, 401) },
    },
  },
  '/api/notifications/broadcasts/audience': {
    get: {
      summary: 'How many people a broadcast would be for, were it begun now',
      tags,
      security: signedIn,
      parameters: [{ name: 'audience', in: 'query', required: true, schema: asked.audience }],
      responses: {
        200: ok('The audience', {
          type: 'object',
          required: ['audience', 'people'],
          properties: { audience: asked.audience, people: { type: 'integer', minimum: 0 } },
        }),
        ...errors(400, 401),
      },
    },
  },
  '/api/notifications/broadcasts/{jobId}': {
    get: {
      summary: 'How far a broadcast is',
      tags,
      security: signedIn,
      parameters: [pathId('jobId')],
      responses: { 200: ok('A broadcast', ref('Broadcast')), ...errors(400, 401, 404) },
    },
  },
};

/** Schemas of {@link broadcastPaths}. */
export const broadcastSchemas = {
  Broadcast: {
    type: 'object',
    required: ['jobId', 'status', 'progress', 'told', 'message', 'audience', 'by', 'createdAt', 'href'],
    properties: {
      jobId: text,
      status: { type: 'string', enum: ['RUNNING', 'DONE'] },
      progress: { type: 'integer', minimum: 0, maximum: 100, description: 'Percent' },
      told: { type: 'integer', minimum: 0, description: 'People told so far' },
      ...asked,
      by: { ...text, description: 'The admin' },
      createdAt: time,
      finishedAt: time,
      href: text,
    },
  },
};
