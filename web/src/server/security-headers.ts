import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Whose content a page may load besides our own. */
export interface ContentPolicy {
  /** Stripe's card field: https://docs.stripe.com/security/guide#content-security-policy */
  stripe: boolean;
}

/** Security headers for pages: no inline script or style, no frames around them, nothing from elsewhere. */
export function securityHeaders({ stripe }: ContentPolicy): RequestHandler {
  const card = stripe ? ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'] : [];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", ...card.slice(0, 2)],
        styleSrc: ["'self'"],
        // Swagger UI draws its arrows from data: addresses.
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", ...(stripe ? ['https://api.stripe.com'] : [])],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        frameSrc: stripe ? card : ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  });
}
