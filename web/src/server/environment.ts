import { baseEnvironment, url } from '@ticketing/common/service';
import { z } from 'zod';

/** What the server of the browser client reads. */
export const environment = z.object({
  ...baseEnvironment,
  /** Set as for payments: lets the page load Stripe's card field, which comes from Stripe's own address. */
  STRIPE_PUBLISHABLE_KEY: z.string().optional(),
  /** Where holes are reported, an address of mail or a page: `/.well-known/security.txt` tells it. */
  SECURITY_CONTACT: z.url({ protocol: /^(?:https|mailto)$/ }).optional(),
  /** Where people reach the pages: what links lead to in previews. */
  PUBLIC_URL: url('https', 'http').default('http://localhost:8080'),
  /** Where the server asks the tickets service what a link leads to; without it, links have no previews. */
  TICKETS_URL: url('https', 'http').optional(),
  /** Where the mails of a local system are shown; the pages link to it. */
  LOCAL_INBOX_URL: z.url().optional(),
});
