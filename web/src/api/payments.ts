import { request, requestPage } from './client';

export interface PaymentConfig {
  /** Stripe's key for the browser; null where there are test cards only. */
  publishableKey: string | null;
  /** Whether real money moves, Stripe's test mode is used, or a stand-in answers. */
  mode: 'live' | 'test' | 'mock';
}

export type PaymentStatus =
  'processing' | 'requires_action' | 'succeeded' | 'refused' | 'refunding' | 'refunded';

export interface PaymentAnswer {
  id: string;
  status: PaymentStatus;
  /** Present when the bank asks its customer to confirm. */
  clientSecret?: string;
}

export interface Payment {
  id: string;
  orderId: string;
  status: PaymentStatus;
  amount: number;
  createdAt: string;
  refusal?: { message: string };
  refund?: { reason: string; refundedAt?: string };
}

const base = '/api/payments';

export function getPaymentConfig(signal: AbortSignal): Promise<PaymentConfig> {
  return request<PaymentConfig>('GET', `${base}/config`, { signal });
}

export function pay(body: { orderId: string; token: string }): Promise<PaymentAnswer> {
  return request<PaymentAnswer>('POST', base, { body });
}

/** The payments of one order, newest first: for its buyer, and for who sells its ticket. */
export async function listPayments(orderId: string, signal?: AbortSignal): Promise<Payment[]> {
  return (await requestPage<Payment>(base, { query: { orderId }, signal })).items;
}

/** What the bank's question is answered with, after the page was loaded anew. */
export function getClientSecret(paymentId: string): Promise<{ clientSecret: string }> {
  return request('GET', `${base}/${encodeURIComponent(paymentId)}/client-secret`);
}

export function refund(paymentId: string): Promise<Payment> {
  return request<Payment>('POST', `${base}/${encodeURIComponent(paymentId)}/refund`, { body: {} });
}
