import { openApi, openapi as doc } from '@ticketing/common/http';

const { errors, idempotencyKey, json, ok, page, pageParameters, pathId, price, ref, signedIn } = doc;

const title = { type: 'string', minLength: 1, maxLength: 200 };
const tags = ['tickets'];

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'tickets',
  title: 'Tickets',
  description: 'Tickets for sale.',
  deadLetters: true,
  schemas: {
    Ticket: {
      type: 'object',
      required: ['id', 'title', 'price', 'userId', 'orderId', 'status', 'version', 'createdAt', 'updatedAt'],
      properties: {
        id: { type: 'string' },
        title,
        price: {
          type: 'number',
          exclusiveMinimum: 0,
          description:
            'Currency units, whole cents; one that was listed before there were limits may be out of them',
        },
        userId: { type: 'string', description: 'The seller' },
        orderId: { type: ['string', 'null'], description: 'The order that holds it' },
        status: { type: 'string', enum: ['open', 'reserved', 'sold'] },
        version: { type: 'integer', minimum: 0 },
        createdAt: { type: 'string', format: 'date-time' },
        updatedAt: { type: 'string', format: 'date-time' },
      },
    },
    NewTicket: { type: 'object', required: ['title', 'price'], properties: { title, price } },
    TicketEdit: {
      type: 'object',
      properties: {
        title,
        price,
        version: {
          type: 'integer',
          minimum: 0,
          description: 'The version the edit starts from; 409 when it moved on',
        },
      },
    },
  },
  paths: {
    '/api/tickets': {
      get: {
        summary: 'Open tickets',
        tags,
        parameters: [
          {
            name: 'q',
            in: 'query',
            description: 'Words of the title',
            schema: { type: 'string', maxLength: 100 },
          },
          { name: 'minPrice', in: 'query', schema: { type: 'number', minimum: 0 } },
          { name: 'maxPrice', in: 'query', schema: { type: 'number', minimum: 0 } },
          { name: 'sort', in: 'query', schema: { type: 'string', enum: ['newest', 'price', '-price'] } },
          ...pageParameters,
        ],
        responses: { 200: page('Open tickets', ref('Ticket')), ...errors(400) },
      },
      post: {
        summary: 'Put a ticket up for sale',
        tags,
        security: signedIn,
        parameters: [idempotencyKey],
        requestBody: { required: true, content: json(ref('NewTicket'), { title: 'Concert', price: 20 }) },
        responses: { 201: ok('The ticket', ref('Ticket')), ...errors(400, 401, 403, 409, 422) },
      },
    },
    '/api/tickets/mine': {
      get: {
        summary: 'The user’s own tickets, newest first',
        tags,
        security: signedIn,
        parameters: pageParameters,
        responses: { 200: page('Own tickets', ref('Ticket')), ...errors(400, 401) },
      },
    },
    '/api/tickets/{id}': {
      get: {
        summary: 'One ticket',
        tags,
        parameters: [pathId()],
        responses: { 200: ok('The ticket', ref('Ticket')), ...errors(404) },
      },
      put: {
        summary: 'Change an open ticket; its seller only',
        tags,
        security: signedIn,
        parameters: [pathId()],
        requestBody: { required: true, content: json(ref('TicketEdit'), { price: 25 }) },
        responses: { 200: ok('The ticket', ref('Ticket')), ...errors(400, 401, 403, 404, 409) },
      },
    },
  },
});
