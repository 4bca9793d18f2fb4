import { openApi, openapi, type OpenApiDocument, type OpenApiParameter } from '@ticketing/common/http';
import { BASE } from '../routes/parts';
import { priorityInput, schemas, statusInput } from './schemas';

const { errors, idempotencyKey, json, ok, page, pageParameters, pathId, ref, signedIn } = openapi;

const tags = ['support'];
const security = signedIn;
const parameters = [pathId()];
const parameter = (
  name: string,
  description: string,
  schema: OpenApiParameter['schema'],
): OpenApiParameter => ({
  name,
  in: 'query',
  description,
  schema,
});

/** The OpenAPI document of the service. */
export const document: OpenApiDocument = openApi({
  name: 'support',
  title: 'Support',
  description: 'Help desk: support tickets, the engineers they are assigned to, and their conversations',
  deadLetters: true,
  schemas,
  paths: {
    [BASE]: {
      post: {
        summary: 'Report trouble',
        description:
          'Assigned at once to the approved engineer with the fewest open tickets; with none it waits. ' +
          'Reporter and assignee are told by mail, which this never waits for.',
        tags,
        security,
        parameters: [idempotencyKey],
        requestBody: {
          required: true,
          content: json(ref('NewSupportTicket'), {
            title: 'Transaction error',
            description: 'Money got deducted but transaction ended in error',
            ticketPriority: 4,
          }),
        },
        responses: {
          201: ok('The ticket', ref('SupportTicket')),
          ...errors(400, 401, 403, 409, 413, 415, 422, 503),
        },
      },
      get: {
        summary: 'The tickets one may see, newest first',
        description: 'A customer’s own, an engineer’s assigned and own, all for an admin',
        tags,
        security,
        parameters: [
          parameter('status', 'Only of this status', statusInput),
          parameter('priority', 'Only of this priority', priorityInput),
          parameter('assignee', 'A user id, `me`, or `none` for those that wait', { type: 'string' }),
          parameter('q', 'Beginnings of words in title or description, all of them', { type: 'string' }),
          ...pageParameters,
        ],
        responses: { 200: page('Tickets', ref('SupportTicket')), ...errors(400, 401, 503) },
      },
    },
    [`${BASE}/{id}`]: {
      get: {
        summary: 'A ticket with the last answers',
        tags,
        security,
        parameters,
        responses: { 200: ok('The ticket', ref('SupportTicketWithComments')), ...errors(400, 401, 404, 503) },
      },
      put: {
        summary: 'Change a ticket',
        description:
          'By its reporter, its assignee or an admin. Fields that are left out stay as they are. With `version`, ' +
          'nothing is changed when there is a newer one; without it, the change goes on top of what there is.',
        tags,
        security,
        parameters,
        requestBody: {
          required: true,
          content: json(ref('SupportTicketChange'), { status: 'CLOSED', version: 0 }),
        },
        responses: {
          200: ok('The ticket', ref('SupportTicket')),
          409: ok('There is a newer version: `current`; nothing was changed', ref('StaleVersion')),
          ...errors(400, 401, 403, 404, 413, 415, 503),
        },
      },
    },
    [`${BASE}/{id}/comments`]: {
      post: {
        summary: 'Answer on a ticket',
        description: 'The reporter’s answer to a closed ticket opens it again.',
        tags,
        security,
        parameters: [...parameters, idempotencyKey],
        requestBody: {
          required: true,
          content: json(ref('NewComment'), { text: 'The money is back, thank you' }),
        },
        responses: {
          201: ok('The answer', ref('Comment')),
          ...errors(400, 401, 403, 404, 409, 413, 415, 422, 503),
        },
      },
      get: {
        summary: 'The conversation, oldest first',
        tags,
        security,
        parameters: [...parameters, ...pageParameters],
        responses: { 200: page('Answers', ref('Comment')), ...errors(400, 401, 404, 503) },
      },
    },
    [`${BASE}/{id}/history`]: {
      get: {
        summary: 'Who changed what, when, from what and to what; oldest first',
        tags,
        security,
        parameters: [...parameters, ...pageParameters],
        responses: { 200: page('Changes', ref('HistoryEntry')), ...errors(400, 401, 404, 503) },
      },
    },
  },
});
