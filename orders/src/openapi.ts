import { openApi, openapi as doc } from '@ticketing/common/http';

const { errors, idempotencyKey, json, ok, page, pageParameters, pathId, ref, signedIn } = doc;

const tags = ['orders'];

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'orders',
  title: 'Orders',
  description: 'Reservations: who holds which ticket until when.',
  deadLetters: true,
  schemas: {
    Order: {
      type: 'object',
      required: ['id', 'status', 'userId', 'expiresAt', 'version', 'ticket', 'createdAt', 'updatedAt'],
      properties: {
        id: { type: 'string' },
        status: { type: 'string', enum: ['created', 'awaiting:payment', 'complete', 'cancelled'] },
        userId: { type: 'string', description: 'The buyer' },
        expiresAt: { type: 'string', format: 'date-time', description: 'When an unpaid order ends' },
        version: { type: 'integer', minimum: 0 },
        ticket: {
          type: 'object',
          required: ['id', 'title', 'price'],
          properties: {
            id: { type: 'string' },
            title: { type: 'string' },
            price: { type: 'number', description: 'What the buyer pays, fixed when the order was placed' },
          },
        },
        cancelReason: { type: 'string', enum: ['user', 'expired', 'refunded'] },
        createdAt: { type: 'string', format: 'date-time' },
        updatedAt: { type: 'string', format: 'date-time' },
      },
    },
    NewOrder: {
      type: 'object',
      required: ['ticketId'],
      properties: {
        ticketId: { type: 'string', pattern: '^[0-9a-fA-F]{24}$' },
        price: {
          type: 'number',
          exclusiveMinimum: 0,
          multipleOf: 0.01,
          description:
            'What the buyer was shown. No order is made at another price: 409 `price_changed` says which it is now',
        },
      },
    },
  },
  paths: {
    '/api/orders': {
      get: {
        summary: 'The user’s own orders, newest first',
        tags,
        security: signedIn,
        parameters: [
          ...pageParameters,
          {
            name: 'ticketId',
            in: 'query',
            description: 'Only orders of this ticket',
            schema: { type: 'string', pattern: '^[0-9a-fA-F]{24}$' },
          },
        ],
        responses: { 200: page('Own orders', ref('Order')), ...errors(400, 401) },
      },
      post: {
        summary: 'Reserve a ticket; 400 when it is reserved or sold',
        description:
          'With `price`, the order is made at that price or not at all: when the ticket is known at another one, the answer ' +
          'waits up to a second for the news of a change, and is then a 409 with the code `price_changed` and the price of ' +
          'now. Without it, the order has the price that this service knows, which lags behind the ticket for a moment.',
        tags,
        security: signedIn,
        parameters: [idempotencyKey],
        requestBody: {
          required: true,
          content: json(ref('NewOrder'), { ticketId: '665f1f77bcf86cd799439011', price: 20 }),
        },
        responses: { 201: ok('The order', ref('Order')), ...errors(400, 401, 403, 404, 409, 422) },
      },
    },
    '/api/orders/{id}': {
      get: {
        summary: 'One order; its buyer only',
        tags,
        security: signedIn,
        parameters: [pathId()],
        responses: { 200: ok('The order', ref('Order')), ...errors(401, 404) },
      },
      delete: {
        summary: 'Give the ticket back; a completed order cannot be cancelled',
        tags,
        security: signedIn,
        parameters: [pathId()],
        responses: { 204: { description: 'Cancelled' }, ...errors(400, 401, 403, 404) },
      },
    },
  },
});
