/** The few parts of Stripe.js that are used here. See https://docs.stripe.com/js */
export interface StripeCard {
  mount: (element: HTMLElement) => void;
  destroy: () => void;
}

interface StripeError {
  message?: string;
}

export interface Stripe {
  elements: () => { create: (kind: 'card', options: unknown) => StripeCard };
  createToken: (card: StripeCard) => Promise<{ token?: { id: string }; error?: StripeError }>;
  handleNextAction: (options: { clientSecret: string }) => Promise<{ error?: StripeError }>;
}

declare global {
  interface Window {
    Stripe?: (publishableKey: string) => Stripe;
  }
}

/** Stripe requires that its script comes from its own address: https://docs.stripe.com/js/including */
const source = 'https://js.stripe.com/v3/';
let loading: Promise<void> | undefined;

/** Loads Stripe.js when somebody is about to pay, once. */
export async function loadStripe(publishableKey: string): Promise<Stripe> {
  loading ??= new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = source;
    script.onload = () => resolve();
    script.onerror = () => {
      loading = undefined;
      reject(new Error('Stripe.js could not be loaded'));
    };
    document.head.append(script);
  });
  await loading;
  if (window.Stripe === undefined) throw new Error('Stripe.js did not start');
  return window.Stripe(publishableKey);
}
