// Made by `npm run generate:api -w web` from the OpenAPI document of the service.
export interface paths {
  '/api/docs/payments.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** This document */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description OpenAPI 3.1 */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': Record<string, never>;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/payments/dead-letters': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Messages that could not be handled, newest first */
    get: {
      parameters: {
        query?: {
          /** @description From the Link header of the page before */
          after?: components['parameters']['After'];
          /** @description Rows of a page */
          limit?: components['parameters']['Limit'];
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Dead letters */
        200: {
          headers: {
            /** @description Address of the next page, rel="next" */
            Link?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeadLetter'][];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/payments/dead-letters/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Drop a message for good */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Dropped */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        401: components['responses']['Error401'];
        404: components['responses']['Error404'];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/payments/dead-letters/{id}/redrive': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Hand a message to this service's handler once more */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description How it went */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': Record<string, never>;
          };
        };
        401: components['responses']['Error401'];
        404: components['responses']['Error404'];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/payments/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Health of the service, for admins */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Health */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': Record<string, never>;
          };
        };
        401: components['responses']['Error401'];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/payments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Own payments, newest first; everybody’s for an admin */
    get: {
      parameters: {
        query?: {
          /** @description From the Link header of the page before */
          after?: components['parameters']['After'];
          /** @description Rows of a page */
          limit?: components['parameters']['Limit'];
          /** @description Those of one order, for its buyer and the seller of its ticket */
          orderId?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Payments */
        200: {
          headers: {
            /** @description Address of the next page, rel="next" */
            Link?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Payment'][];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
      };
    };
    put?: never;
    /**
     * Pay an order; its buyer only
     * @description A refused card is a 400 with the reason, and the hold goes on. 202 with a client secret: the bank asks the buyer, see `until`. 202 without one: the card network has not answered yet; ask for the payment by its id. Posting again never charges twice: it continues what was begun.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Makes the request happen once; the first success is replayed for 24 hours */
          'Idempotency-Key'?: components['parameters']['IdempotencyKey'];
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          /**
           * @example {
           *       "orderId": "665f1f77bcf86cd799439011",
           *       "token": "pm_card_visa"
           *     }
           */
          'application/json': components['schemas']['NewPayment'];
        };
      };
      responses: {
        /** @description Paid */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PaymentOutcome'];
          };
        };
        /** @description Not decided yet */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PaymentOutcome'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        404: components['responses']['Error404'];
        409: components['responses']['Error409'];
        422: components['responses']['Error422'];
        429: components['responses']['Error429'];
        503: components['responses']['Error503'];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/payments/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One payment, for its buyer, the seller of its ticket and admins */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The payment */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Payment'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        404: components['responses']['Error404'];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/payments/{id}/client-secret': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Go on with the question of the bank; its buyer only */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The secret for the browser */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ClientSecret'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        404: components['responses']['Error404'];
        503: components['responses']['Error503'];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/payments/{id}/refund': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Give the whole amount back; the seller of the ticket and admins */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Makes the request happen once; the first success is replayed for 24 hours */
          'Idempotency-Key'?: components['parameters']['IdempotencyKey'];
        };
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: {
        content: {
          /**
           * @example {
           *       "reason": "The concert was called off"
           *     }
           */
          'application/json': components['schemas']['NewRefund'];
        };
      };
      responses: {
        /** @description Given back */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Payment'];
          };
        };
        /** @description Recorded; the provider is asked until it is done */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Payment'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        404: components['responses']['Error404'];
        409: components['responses']['Error409'];
        422: components['responses']['Error422'];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/payments/config': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How the page takes a card */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The configuration */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PaymentConfig'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/payments/webhook': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Events of the payment provider
     * @description Signed by Stripe over the body as it is sent. A repeated event changes nothing.
     */
    post: {
      parameters: {
        query?: never;
        header: {
          'Stripe-Signature': string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': Record<string, never>;
        };
      };
      responses: {
        /** @description Stored */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Received'];
          };
        };
        400: components['responses']['Error400'];
        413: components['responses']['Error413'];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/livez': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether the process lives */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It does */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': Record<string, never>;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Metrics in Prometheus' text format */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Metrics */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/plain': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** This document */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description OpenAPI 3.1 */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': Record<string, never>;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/readyz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether it can take work */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It can */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': Record<string, never>;
          };
        };
        /** @description It cannot; the checks tell why */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': Record<string, never>;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    ClientSecret: {
      clientSecret: string;
      /** Format: date-time */
      until?: string;
    };
    DeadLetter: {
      attempts: number;
      /** Format: date-time */
      deadAt: string;
      error: string;
      id: string;
      payload: string;
      redrives: number;
      sequence: number;
      subject: string;
    };
    Error: {
      errors: {
        code?: string;
        field?: string;
        message: string;
      }[];
    };
    NewPayment: {
      orderId: string;
      /** @description A card token or payment method made by Stripe; card data are never sent here */
      token: string;
    };
    NewRefund: {
      /** @description Told to the buyer */
      reason?: string;
    };
    Payment: {
      /** @description Currency units, whole cents */
      amount: number;
      /** Format: date-time */
      createdAt: string;
      currency: string;
      /** @description Who did what when; for admins */
      history?: {
        /** Format: date-time */
        at: string;
        by: {
          id?: string;
          /** @enum {string} */
          role?: 'buyer' | 'admin' | 'seller' | 'orders' | 'stripe' | 'reconciliation';
        };
        reason?: string;
        /** @enum {string} */
        status: 'processing' | 'requires_action' | 'succeeded' | 'refused' | 'refunding' | 'refunded';
      }[];
      id: string;
      orderId: string;
      refund?: {
        /** @enum {string} */
        by: 'buyer' | 'admin' | 'seller' | 'orders' | 'stripe' | 'reconciliation';
        reason: string;
        /** Format: date-time */
        refundedAt?: string;
        /** Format: date-time */
        requestedAt: string;
      };
      refusal?: {
        code: string;
        message: string;
      };
      /** @enum {string} */
      status: 'processing' | 'requires_action' | 'succeeded' | 'refused' | 'refunding' | 'refunded';
      /** @description For admins */
      stripeId?: string;
      ticketId: string;
      /**
       * Format: date-time
       * @description Until when the bank may be answered
       */
      until?: string;
      /** @description Who pays */
      userId: string;
    };
    PaymentConfig: {
      /** @enum {string} */
      mode: 'live' | 'test' | 'mock';
      publishableKey: string | null;
    };
    PaymentOutcome: {
      /** @description While the bank asks: for the browser */
      clientSecret?: string;
      id: string;
      /** @enum {string} */
      status: 'processing' | 'requires_action' | 'succeeded' | 'refused' | 'refunding' | 'refunded';
      /**
       * Format: date-time
       * @description While the bank asks: until when it may be answered
       */
      until?: string;
    };
    Received: {
      received?: boolean;
    };
  };
  responses: {
    /** @description Invalid input, or a rule of the domain forbids it */
    Error400: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    /** @description Not signed in, or not allowed */
    Error401: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    /** @description A write from a foreign origin */
    Error403: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    /** @description Not there */
    Error404: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    /** @description In flight, or changed meanwhile */
    Error409: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    /** @description The body is too large */
    Error413: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    /** @description The content type or encoding is not supported */
    Error415: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    /** @description The Idempotency-Key was used with another body */
    Error422: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    /** @description Too many requests; see Retry-After */
    Error429: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    /** @description Something went wrong */
    Error500: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    /** @description Temporarily unavailable; see Retry-After */
    Error503: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
  };
  parameters: {
    /** @description From the Link header of the page before */
    After: string;
    /** @description Makes the request happen once; the first success is replayed for 24 hours */
    IdempotencyKey: string;
    /** @description Rows of a page */
    Limit: number;
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
