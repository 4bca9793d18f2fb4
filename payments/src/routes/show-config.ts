import { Router } from 'express';

/** What a page has to know to take a card. */
export interface PaymentConfig {
  /** For Stripe's card field; null where there are test cards only. */
  readonly publishableKey: string | null;
  /** Whether real money moves, Stripe's test mode is used, or a stand-in answers. */
  readonly mode: 'live' | 'test' | 'mock';
}

/** `GET /api/payments/config`: how the page takes a card. */
export function showConfigRouter(config: PaymentConfig): Router {
  const router = Router();
  router.get('/api/payments/config', (_req, res) => {
    res.send(config);
  });
  return router;
}
