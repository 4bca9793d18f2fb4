import { openapi as doc, type OpenApiPaths } from '@ticketing/common/http';
import { MAX_ROOMS, MAX_TICKETS } from '../feed/stream-subscription';
import { MAX_MESSAGE } from '../rooms/messages';

const { errors, json, ok, pathId, ref, signedIn } = doc;
const tags = ['live'];
const ids = (most: number) => `Up to ${most} ids of tickets, separated by commas`;
const text = { type: 'string' };

const wanted = [
  {
    name: 'after',
    in: 'query' as const,
    description: 'The last id the client has; what came after it is replayed',
    schema: { type: 'integer', minimum: 0 },
  },
  {
    name: 'tickets',
    in: 'query' as const,
    description: `${ids(MAX_TICKETS)}, whose changes are watched`,
    schema: text,
  },
  {
    name: 'rooms',
    in: 'query' as const,
    description: `${ids(MAX_ROOMS)}, whose rooms are joined while the stream is open`,
    schema: text,
  },
];

const events = `Each event has an id, the same over both transports; ids rise, and a client that gives the last one it has
misses nothing and sees nothing twice.

| event | data |
|---|---|
| \`hello\` | \`{connection, tickets, unread}\`: the states of the watched tickets, and how many notifications are unread |
| \`notification\` | \`{id, kind, subject, text, path?, time}\`: new in the user's inbox; \`path\`: where the browser client shows what it is about |
| \`notification.status\` | \`{id, type, kind, status, version, time}\`: a notification one asked for, or was sent by request, moved on |
| \`read\` | \`{ids}\` or \`{all}\`, with \`unread\`: marked as read elsewhere |
| \`order\`, \`payment\`, \`support\`, \`admission\` | the new state of the user's own |
| \`account\` | \`{id, version, role, status}\`: what the user's own account may do has changed |
| \`ticket\` | \`{id, version, title, price, state: free, reserved, sold, quantity?, available?}\` of a watched ticket |
| \`room.joined\`, \`room.left\` | \`{ticketId, user: {id, name}, looking}\` |
| \`room.said\` | \`{id, ticketId, user, text}\`, to all but who said it |
| \`room.looking\` | \`{ticketId, looking}\`: how many people are looking; without an id |
| \`resync\` | \`{from, to}\`: the id was too old to replay; fetch what is shown, and go on from here |
| \`closing\` | \`{reason, retryMs}\`: come back after that time |`;

/** The routes of streams, rooms and reading. */
export const livePaths: OpenApiPaths = {
  '/api/notifications/stream': {
    get: {
      summary: "The user's own news, watched tickets and rooms, as server-sent events",
      description: events,
      tags,
      security: signedIn,
      parameters: [
        ...wanted,
        {
          name: 'Last-Event-ID',
          in: 'header',
          description: 'Sent by browsers that reconnect; wins over `after`',
          schema: text,
        },
      ],
      responses: {
        200: { description: 'The stream', content: { 'text/event-stream': { schema: text } } },
        ...errors(400, 401, 429, 503),
      },
    },
  },
  '/api/notifications/rooms/{ticketId}': {
    get: {
      summary: "How many people are looking at a ticket's page",
      tags,
      parameters: [pathId('ticketId')],
      responses: { 200: ok('How many', ref('Room')), ...errors(400) },
    },
  },
  '/api/notifications/rooms/{ticketId}/messages': {
    post: {
      summary: 'Say something to all others in a room one is in',
      tags,
      security: signedIn,
      parameters: [pathId('ticketId')],
      requestBody: { required: true, content: json(ref('RoomMessage')) },
      responses: {
        201: ok('It was said', { type: 'object', properties: { id: text } }),
        ...errors(400, 401, 403, 429),
      },
    },
  },
  '/api/notifications/unread': {
    get: {
      summary: 'How many notifications are unread; stops counting at 1,000',
      tags,
      security: signedIn,
      responses: {
        200: ok('How many', { type: 'object', properties: { unread: { type: 'integer' } } }),
        ...errors(401),
      },
    },
  },
  '/api/notifications/read': {
    post: {
      summary: 'Mark notifications as read',
      tags,
      security: signedIn,
      requestBody: { required: true, content: json(ref('MarkRead')) },
      responses: {
        200: ok('How many were marked, and how many are left', ref('MarkedRead')),
        ...errors(400, 401, 403),
      },
    },
  },
};

/** Schemas of {@link livePaths}. */
export const liveSchemas = {
  Room: {
    type: 'object',
    required: ['ticketId', 'looking'],
    properties: { ticketId: text, looking: { type: 'integer', minimum: 0 } },
  },
  RoomMessage: {
    type: 'object',
    required: ['text'],
    properties: { text: { type: 'string', minLength: 1, maxLength: MAX_MESSAGE } },
  },
  MarkRead: {
    type: 'object',
    description: 'Either `ids` or `all`',
    properties: {
      ids: { type: 'array', items: { type: 'string', format: 'uuid' }, minItems: 1, maxItems: 200 },
      all: { type: 'boolean', const: true },
    },
  },
  MarkedRead: {
    type: 'object',
    required: ['read', 'unread'],
    properties: { read: { type: 'integer' }, unread: { type: 'integer' } },
  },
};
