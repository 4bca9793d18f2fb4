import type { JsonSchema } from '@ticketing/common/http';

const id = { type: 'string', pattern: '^[0-9a-fA-F]{24}$' };
const time = { type: 'string', format: 'date-time' };
const status = {
  type: 'string',
  enum: ['processing', 'requires_action', 'succeeded', 'refused', 'refunding', 'refunded'],
};
const who = { type: 'string', enum: ['buyer', 'admin', 'seller', 'orders', 'stripe', 'reconciliation'] };

/** The schemas of payments' document. */
export const paymentSchemas: Record<string, JsonSchema> = {
  NewPayment: {
    type: 'object',
    required: ['orderId', 'token'],
    properties: {
      orderId: id,
      token: {
        type: 'string',
        pattern: '^(tok|pm)_[A-Za-z0-9_]{1,200}$',
        description: 'A card token or payment method made by Stripe; card data are never sent here',
      },
    },
  },
  PaymentOutcome: {
    type: 'object',
    required: ['id', 'status'],
    properties: {
      id,
      status,
      clientSecret: { type: 'string', description: 'While the bank asks: for the browser' },
      until: { ...time, description: 'While the bank asks: until when it may be answered' },
    },
  },
  Payment: {
    type: 'object',
    required: ['id', 'orderId', 'ticketId', 'userId', 'status', 'amount', 'currency', 'createdAt'],
    properties: {
      id,
      orderId: id,
      ticketId: id,
      userId: { type: 'string', description: 'Who pays' },
      status,
      amount: { type: 'number', description: 'Currency units, whole cents' },
      currency: { type: 'string' },
      createdAt: time,
      until: { ...time, description: 'Until when the bank may be answered' },
      refusal: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { type: 'string' }, message: { type: 'string' } },
      },
      refund: {
        type: 'object',
        required: ['reason', 'requestedAt', 'by'],
        properties: { reason: { type: 'string' }, requestedAt: time, refundedAt: time, by: who },
      },
      stripeId: { type: 'string', description: 'For admins' },
      history: {
        type: 'array',
        description: 'Who did what when; for admins',
        items: {
          type: 'object',
          required: ['at', 'status', 'by'],
          properties: {
            at: time,
            status,
            by: { type: 'object', properties: { id: { type: 'string' }, role: who } },
            reason: { type: 'string' },
          },
        },
      },
    },
  },
  NewRefund: {
    type: 'object',
    properties: {
      reason: { type: 'string', minLength: 1, maxLength: 200, description: 'Told to the buyer' },
    },
  },
  ClientSecret: {
    type: 'object',
    required: ['clientSecret'],
    properties: { clientSecret: { type: 'string' }, until: time },
  },
  PaymentConfig: {
    type: 'object',
    required: ['publishableKey', 'mode'],
    properties: {
      publishableKey: { type: ['string', 'null'] },
      mode: { type: 'string', enum: ['live', 'test', 'mock'] },
    },
  },
  BankAnswer: {
    type: 'object',
    required: ['passed'],
    properties: { passed: { type: 'boolean', description: 'Whether the buyer confirms the payment' } },
  },
  Received: { type: 'object', properties: { received: { type: 'boolean' } } },
};
