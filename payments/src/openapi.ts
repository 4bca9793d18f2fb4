import { openApi, openapi as doc } from '@ticketing/common/http';
import { paymentSchemas } from './openapi-schemas';

const { errors, idempotencyKey, json, ok, page, pageParameters, pathId, ref, signedIn } = doc;

const tags = ['payments'];

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'payments',
  title: 'Payments',
  description: 'Pays orders by card, each once, and gives the money back where an order could not be kept.',
  deadLetters: true,
  schemas: paymentSchemas,
  paths: {
    '/api/payments': {
      post: {
        summary: 'Pay an order; its buyer only',
        description:
          'A refused card is a 400 with the reason, and the hold goes on. 202 with a client secret: the bank asks the ' +
          'buyer, see `until`. 202 without one: the card network has not answered yet; ask for the payment by its id. ' +
          'Posting again never charges twice: it continues what was begun.',
        tags,
        security: signedIn,
        parameters: [idempotencyKey],
        requestBody: {
          required: true,
          content: json(ref('NewPayment'), { orderId: '665f1f77bcf86cd799439011', token: 'pm_card_visa' }),
        },
        responses: {
          201: ok('Paid', ref('PaymentOutcome')),
          202: ok('Not decided yet', ref('PaymentOutcome')),
          ...errors(400, 401, 403, 404, 409, 422, 429, 503),
        },
      },
      get: {
        summary: 'Own payments, newest first; everybody’s for an admin',
        tags,
        security: signedIn,
        parameters: [
          {
            name: 'orderId',
            in: 'query',
            description: 'Those of one order, for its buyer and the seller of its ticket',
            schema: { type: 'string', pattern: '^[0-9a-fA-F]{24}$' },
          },
          ...pageParameters,
        ],
        responses: { 200: page('Payments', ref('Payment')), ...errors(400, 401) },
      },
    },
    '/api/payments/config': {
      get: {
        summary: 'How the page takes a card',
        tags,
        responses: { 200: ok('The configuration', ref('PaymentConfig')) },
      },
    },
    '/api/payments/webhook': {
      post: {
        summary: 'Events of the payment provider',
        description: 'Signed by Stripe over the body as it is sent. A repeated event changes nothing.',
        tags,
        parameters: [{ name: 'Stripe-Signature', in: 'header', required: true, schema: { type: 'string' } }],
        requestBody: { required: true, content: json({ type: 'object' }) },
        responses: { 200: ok('Stored', ref('Received')), ...errors(400, 413) },
      },
    },
    '/api/payments/{id}': {
      get: {
        summary: 'One payment, for its buyer, the seller of its ticket and admins',
        tags,
        security: signedIn,
        parameters: [pathId()],
        responses: { 200: ok('The payment', ref('Payment')), ...errors(400, 401, 404) },
      },
    },
    '/api/payments/{id}/client-secret': {
      get: {
        summary: 'Go on with the question of the bank; its buyer only',
        tags,
        security: signedIn,
        parameters: [pathId()],
        responses: {
          200: ok('The secret for the browser', ref('ClientSecret')),
          ...errors(400, 401, 404, 503),
        },
      },
    },
    '/api/payments/{id}/bank-answer': {
      post: {
        summary: 'Answer the bank on a test system; its buyer only',
        description:
          'Only where a stand-in answers in Stripe’s place (`mode` is `mock`), 404 elsewhere: there the bank asks by itself.',
        tags,
        security: signedIn,
        parameters: [pathId()],
        requestBody: { required: true, content: json(ref('BankAnswer'), { passed: true }) },
        responses: {
          200: ok('What became of the payment', ref('PaymentOutcome')),
          ...errors(400, 401, 403, 404, 503),
        },
      },
    },
    '/api/payments/{id}/refund': {
      post: {
        summary: 'Give the whole amount back; the seller of the ticket and admins',
        tags,
        security: signedIn,
        parameters: [pathId(), idempotencyKey],
        requestBody: { content: json(ref('NewRefund'), { reason: 'The concert was called off' }) },
        responses: {
          200: ok('Given back', ref('Payment')),
          202: ok('Recorded; the provider is asked until it is done', ref('Payment')),
          ...errors(400, 401, 403, 404, 409, 422),
        },
      },
    },
  },
});
