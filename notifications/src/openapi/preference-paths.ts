import { openapi as doc, type OpenApiPaths } from '@ticketing/common/http';
import { outgoingChannels } from '../notification/notification';
import { preferenceKinds } from '../preferences/preferences';

const { errors, json, ok, ref, signedIn } = doc;
const tags = ['preferences'];
const text = { type: 'string' };
const addressed = { type: 'string', enum: ['SLACK', 'SMS'] };
const page = { description: 'A page', content: { 'text/html': { schema: text } } };
const token = {
  name: 'token',
  in: 'query' as const,
  required: true,
  description: 'From a link in a message',
  schema: text,
};

/** The routes of preferences, addresses and unsubscribing. */
export const preferencePaths: OpenApiPaths = {
  '/api/notifications/preferences': {
    get: {
      summary: 'What the user hears of, and on which channels',
      tags,
      security: signedIn,
      responses: { 200: ok('Preferences', ref('Preferences')), ...errors(401) },
    },
    put: {
      summary: 'Change some of it; what is not sent stays as it is',
      tags,
      security: signedIn,
      requestBody: {
        required: true,
        content: json({
          type: 'object',
          required: ['preferences'],
          properties: { preferences: ref('Choices') },
        }),
      },
      responses: { 200: ok('Preferences', ref('Preferences')), ...errors(400, 401, 403) },
    },
  },
  '/api/notifications/preferences/addresses': {
    post: {
      summary: 'Propose a Slack channel or phone number; a code is sent there',
      tags,
      security: signedIn,
      requestBody: {
        required: true,
        content: json({
          type: 'object',
          required: ['channel', 'address'],
          properties: { channel: addressed, address: text },
        }),
      },
      responses: {
        202: ok('It waits to be confirmed', ref('Preferences')),
        ...errors(400, 401, 403, 429),
      },
    },
  },
  '/api/notifications/preferences/addresses/confirm': {
    post: {
      summary: 'Confirm an address with the code that was sent there',
      tags,
      security: signedIn,
      requestBody: {
        required: true,
        content: json({
          type: 'object',
          required: ['channel', 'code'],
          properties: { channel: addressed, code: { type: 'string', pattern: '^\\d{6}$' } },
        }),
      },
      responses: { 200: ok('It is in use', ref('Preferences')), ...errors(400, 401, 403, 429) },
    },
  },
  '/api/notifications/preferences/addresses/{channel}': {
    delete: {
      summary: 'Forget an address',
      tags,
      security: signedIn,
      parameters: [{ name: 'channel', in: 'path', required: true, schema: addressed }],
      responses: { 200: ok('Preferences', ref('Preferences')), ...errors(400, 401, 403) },
    },
  },
  '/api/notifications/unsubscribe': {
    get: {
      summary: 'A page with a button that unsubscribes; changes nothing',
      tags,
      parameters: [token],
      responses: { 200: page, ...errors(400) },
    },
    post: {
      summary: 'Unsubscribe by one click, without a session (RFC 8058)',
      tags,
      parameters: [token],
      responses: { 200: page, ...errors(400) },
    },
  },
};

const channelChoices = {
  type: 'object',
  properties: Object.fromEntries(outgoingChannels.map((channel) => [channel, { type: 'boolean' }])),
};
const addresses = { type: 'object', properties: { SLACK: text, SMS: text } };

/** Schemas of {@link preferencePaths}. */
export const preferenceSchemas = {
  Choices: {
    type: 'object',
    properties: Object.fromEntries(preferenceKinds.map((kind) => [kind, channelChoices])),
  },
  Preferences: {
    type: 'object',
    required: ['preferences', 'addresses', 'pending', 'essential'],
    properties: {
      preferences: ref('Choices'),
      addresses: { ...addresses, description: 'Confirmed, in use' },
      pending: { ...addresses, description: 'Waiting for the code' },
      essential: {
        type: 'array',
        description: 'Kinds whose mail cannot be turned off',
        items: { type: 'string', enum: [...preferenceKinds] },
      },
    },
  },
};
