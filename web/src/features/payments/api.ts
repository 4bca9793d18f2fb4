import { retryOn404 } from '../../lib/api/client';
import type { components } from '../../lib/api/payments.schema';
import { get, list, post } from '../../lib/api/typed';
import type { Payment, PaymentOutcome } from '../../lib/api/types';

export type PaymentConfig = components['schemas']['PaymentConfig'];

export function getPaymentConfig(signal: AbortSignal): Promise<PaymentConfig> {
  return get('/api/payments/config', { signal });
}

export function pay(body: { orderId: string; token: string }, key: string): Promise<PaymentOutcome> {
  return retryOn404(() => post('/api/payments', { body, headers: { 'idempotency-key': key } }));
}

/** The payments of one order, newest first: for its buyer, and for who sells its ticket. */
export async function listPayments(orderId: string, signal?: AbortSignal): Promise<Payment[]> {
  return (await list('/api/payments', { query: { orderId }, signal })).items;
}

/** What the bank's question is answered with, after the page was loaded anew. */
export function getClientSecret(id: string): Promise<{ clientSecret: string }> {
  return get('/api/payments/{id}/client-secret', { path: { id } });
}

/** Says to the bank of a test system whether the buyer confirms. */
export function answerBank(id: string, passed: boolean): Promise<PaymentOutcome> {
  return post('/api/payments/{id}/bank-answer', { path: { id }, body: { passed } });
}

/** Gives the whole amount back. */
export function refund(id: string): Promise<Payment> {
  return post('/api/payments/{id}/refund', { path: { id }, body: {} });
}

/** One payment, for who may refund it with the places that can go back. */
export function getPayment(id: string, signal?: AbortSignal): Promise<Payment> {
  return get('/api/payments/{id}', { path: { id }, signal });
}

/** Gives some places back, or all that are left. @param key the same for the same wish */
export function refundPlaces(
  id: string,
  items: { ticketId: string; quantity: number; seats?: string[] }[] | undefined,
  key: string,
): Promise<Payment> {
  return post('/api/payments/{id}/refund', {
    path: { id },
    body: items ? { items } : {},
    headers: { 'idempotency-key': key },
  });
}
