const own: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  notifications: {
    INTERNAL_PORT: '0',
    NOTIFICATIONS_TOKEN: 'for benchmarks only',
    SMTP_URL: 'smtp://127.0.0.1:25',
    MAIL_FROM: 'tickets@example.com',
  },
  payments: { STRIPE_KEY: 'sk_test_local', STRIPE_WEBHOOK_SECRET: 'whsec_local' },
};

/** What a service wants to be told beside the addresses of its servers. */
export function environmentOf(service: string): Readonly<Record<string, string>> {
  return own[service] ?? {};
}
