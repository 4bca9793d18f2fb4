import { histogram } from '@ticketing/common/observability';

/** How long Stripe takes, by what was asked and how it ended. */
export const providerSeconds = histogram(
  'payments_provider_request_seconds',
  'Time of a request to the payment provider',
  ['operation', 'outcome'],
);
