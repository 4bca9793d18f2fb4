/** How long an order holds its ticket, in seconds: long enough to be paid under load, short enough to wait for. */
export const WINDOW_SECONDS = 8;

/** How long a push may take, in ms. */
const PROVIDER_TIMEOUT_MS = 4_000;

/** Settings with which waiting is short; everything else is as in production. */
export const settings: Readonly<Record<string, string>> = {
  LOG_LEVEL: 'info',
  MONGO_POOL_SIZE: '20',
  EXPIRATION_WINDOW_SECONDS: String(WINDOW_SECONDS),
  OFFER_WINDOW_SECONDS: String(WINDOW_SECONDS),
  PAYMENT_PENDING_SECONDS: String(WINDOW_SECONDS + 2),
  STRIPE_TIMEOUT_MS: '3000',
  ASSIGNMENT_INTERVAL_SECONDS: '1',
  PROVIDER_TIMEOUT_MS: String(PROVIDER_TIMEOUT_MS),
  LEASE_SECONDS: '8',
  // More at a time only make each other late where the provider shares two cores with everything else.
  EMAIL_CONCURRENCY: '4',
  RETRY_BASE_MS: '200',
  RETRY_CAP_MS: '2000',
  BREAKER_PAUSE_MS: '500',
  RATE_LIMIT_PER_MINUTE: '0',
  // A few buyers stand for many.
  MAX_UNPAID_PLACES: '1000000000',
  // Each event is looked for as a notification of its own.
  MAIL_WINDOW_SECONDS: '0',
};
