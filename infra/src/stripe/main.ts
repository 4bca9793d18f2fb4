import { FakeStripe } from './fake-stripe';

/** The stand-in for Stripe as a process of its own, on HOST (127.0.0.1) and PORT (12111), until a signal ends it. */
async function main(): Promise<void> {
  const { HOST = '127.0.0.1', PORT = '12111' } = process.env;
  const stripe = await new FakeStripe().start(Number(PORT), HOST);
  process.stdout.write(`Stripe's API is answered at ${stripe.url}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stripe.stop().then(() => process.exit(0)));
  }
}

void main();
