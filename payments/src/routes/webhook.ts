import { BadRequestError } from '@ticketing/common/errors';
import { type OpenApiPaths, openapi } from '@ticketing/common/http';
import express, { Router } from 'express';
import type { WebhookInbox } from '../attempts/webhook-inbox';
import { type PaymentGateway, type ProviderEvent, SignatureError } from '../stripe/gateway';

const PATH = '/api/payments/webhook';
const { errors, json, ok } = openapi;

/** What the document tells of it; it isn't declared as the others are, whose body is parsed. */
export const webhookPaths: OpenApiPaths = {
  [PATH]: {
    post: {
      summary: 'Events of the payment provider',
      description: 'Signed by Stripe over the body as it is sent. A repeated event changes nothing.',
      tags: ['payments'],
      parameters: [{ name: 'Stripe-Signature', in: 'header', required: true, schema: { type: 'string' } }],
      requestBody: { required: true, content: json({ type: 'object' }) },
      responses: {
        200: ok('Stored', { type: 'object', properties: { received: { type: 'boolean' } } }),
        ...errors(400, 413),
      },
    },
  },
};

/** What the route works with. */
export interface WebhookContext {
  readonly gateway: Pick<PaymentGateway, 'readEvent'>;
  readonly inbox: WebhookInbox;
}

/**
 * `POST /api/payments/webhook`: Stripe's events. The signature is over the body as it came, so this route reads it
 * before anything parses it. 200 as soon as the event is stored, which Stripe takes for "don't send it again".
 */
export function webhookRouter({ gateway, inbox }: WebhookContext): Router {
  const router = Router();
  const raw = express.raw({ type: () => true, limit: '1mb' });
  router.post(PATH, raw, async (req, res) => {
    const event = readEvent(gateway, req.body, req.headers['stripe-signature']);
    await inbox.accept(event);
    res.send({ received: true });
  });
  return router;
}

function readEvent(
  gateway: Pick<PaymentGateway, 'readEvent'>,
  body: unknown,
  signature: unknown,
): ProviderEvent {
  try {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    return gateway.readEvent(bytes, typeof signature === 'string' ? signature : '');
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
    throw new BadRequestError('The signature is not valid', {
      field: 'Stripe-Signature',
      code: 'invalid_signature',
    });
  }
}
