// Made by `npm run generate:api -w web` from the OpenAPI document of the service.
export interface paths {
  '/api/docs/support.json': {
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
  '/api/ops/support/dead-letters': {
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
  '/api/ops/support/dead-letters/{id}': {
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
  '/api/ops/support/dead-letters/{id}/redrive': {
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
  '/api/ops/support/health': {
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
  '/crm/api/v1/tickets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The tickets one may see, newest first
     * @description A customer’s own, an engineer’s assigned and own, all for an admin
     */
    get: {
      parameters: {
        query?: {
          /** @description From the Link header of the page before */
          after?: components['parameters']['After'];
          /** @description A user id, `me`, or `none` for those that wait */
          assignee?: string;
          /** @description Rows of a page */
          limit?: components['parameters']['Limit'];
          /** @description Only of this priority */
          priority?: number | ('1' | '2' | '3' | '4');
          /** @description Beginnings of words in title or description, all of them */
          q?: string;
          /** @description Only of this status */
          status?: 'OPEN' | 'IN_PROGRESS' | 'CLOSED' | 'open' | 'in_progress' | 'closed';
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Tickets */
        200: {
          headers: {
            /** @description Address of the next page, rel="next" */
            Link?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SupportTicket'][];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        503: components['responses']['Error503'];
      };
    };
    put?: never;
    /**
     * Report trouble
     * @description Assigned at once to the approved engineer with the fewest open tickets; with none it waits. Reporter and assignee are told by mail, which this never waits for.
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
           *       "title": "Transaction error",
           *       "description": "Money got deducted but transaction ended in error",
           *       "ticketPriority": 4
           *     }
           */
          'application/json': components['schemas']['NewSupportTicket'];
        };
      };
      responses: {
        /** @description The ticket */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SupportTicket'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        409: components['responses']['Error409'];
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
        422: components['responses']['Error422'];
        503: components['responses']['Error503'];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/crm/api/v1/tickets/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A ticket with the last answers */
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
        /** @description The ticket */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SupportTicketWithComments'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        404: components['responses']['Error404'];
        503: components['responses']['Error503'];
      };
    };
    /**
     * Change a ticket
     * @description By its reporter, its assignee or an admin. Fields that are left out stay as they are. With `version`, nothing is changed when there is a newer one; without it, the change goes on top of what there is.
     */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          /**
           * @example {
           *       "status": "CLOSED",
           *       "version": 0
           *     }
           */
          'application/json': components['schemas']['SupportTicketChange'];
        };
      };
      responses: {
        /** @description The ticket */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SupportTicket'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        404: components['responses']['Error404'];
        /** @description There is a newer version: `current`; nothing was changed */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['StaleVersion'];
          };
        };
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
        503: components['responses']['Error503'];
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/crm/api/v1/tickets/{id}/comments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The conversation, oldest first */
    get: {
      parameters: {
        query?: {
          /** @description From the Link header of the page before */
          after?: components['parameters']['After'];
          /** @description Rows of a page */
          limit?: components['parameters']['Limit'];
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Answers */
        200: {
          headers: {
            /** @description Address of the next page, rel="next" */
            Link?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Comment'][];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        404: components['responses']['Error404'];
        503: components['responses']['Error503'];
      };
    };
    put?: never;
    /**
     * Answer on a ticket
     * @description The reporter’s answer to a closed ticket opens it again.
     */
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
      requestBody: {
        content: {
          /**
           * @example {
           *       "text": "The money is back, thank you"
           *     }
           */
          'application/json': components['schemas']['NewComment'];
        };
      };
      responses: {
        /** @description The answer */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Comment'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        404: components['responses']['Error404'];
        409: components['responses']['Error409'];
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
        422: components['responses']['Error422'];
        503: components['responses']['Error503'];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/crm/api/v1/tickets/{id}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who changed what, when, from what and to what; oldest first */
    get: {
      parameters: {
        query?: {
          /** @description From the Link header of the page before */
          after?: components['parameters']['After'];
          /** @description Rows of a page */
          limit?: components['parameters']['Limit'];
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Changes */
        200: {
          headers: {
            /** @description Address of the next page, rel="next" */
            Link?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['HistoryEntry'][];
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
    Comment: {
      /** @description User id */
      author: string;
      authorName: string | null;
      /** Format: date-time */
      createdAt: string;
      id: string;
      /** @description Only engineers and admins are shown such */
      internal: boolean;
      text: string;
      /** @description The version of the ticket that it made */
      version: number;
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
    HistoryEntry: {
      /** @description User id; null when the platform did it */
      actor: string | null;
      actorName: string | null;
      /** Format: date-time */
      at: string;
      changes: {
        field: string;
        from: unknown;
        to: unknown;
      }[];
      version: number;
    };
    NewComment: {
      /**
       * @description Engineers and admins only
       * @default false
       */
      internal?: boolean;
      text: string;
    };
    NewSupportTicket: {
      description: string;
      /** @description One of your own orders */
      orderId?: string | null;
      /** @description One of your own tickets for sale */
      ticketId?: string | null;
      /** @description 1 is the highest; 4 is the default */
      ticketPriority?: number | ('1' | '2' | '3' | '4');
      title: string;
    };
    StaleVersion: components['schemas']['Error'] & {
      /** @description As it is now */
      current: components['schemas']['SupportTicket'];
    };
    SupportTicket: {
      /** @description User id of the engineer; null while it waits for one */
      assignee: string | null;
      assigneeName: string | null;
      /** Format: date-time */
      createdAt: string;
      description: string;
      id: string;
      /** @description The newest ones, newest first */
      notifications: components['schemas']['TicketNotification'][];
      orderId: string | null;
      /** @description User id */
      reporter: string;
      reporterName: string | null;
      /** @enum {string} */
      status: 'OPEN' | 'IN_PROGRESS' | 'CLOSED';
      /** @description The ticket for sale it is about */
      ticketId: string | null;
      ticketPriority: number;
      title: string;
      /** Format: date-time */
      updatedAt: string;
      /** @description Raised by one with each change */
      version: number;
    };
    SupportTicketChange: {
      /** @description User id of an approved engineer; set by the assignee or an admin; null only while there is none */
      assignee?: string | null;
      description?: string;
      /**
       * @description Upper or lower case
       * @enum {string}
       */
      status?: 'OPEN' | 'IN_PROGRESS' | 'CLOSED' | 'open' | 'in_progress' | 'closed';
      /** @description 1 is the highest; 4 is the default */
      ticketPriority?: number | ('1' | '2' | '3' | '4');
      title?: string;
      /** @description The version the change was made on; 409 when there is a newer one */
      version?: number;
    };
    SupportTicketWithComments: {
      /** @description User id of the engineer; null while it waits for one */
      assignee: string | null;
      assigneeName: string | null;
      /** @description The last ones, oldest first */
      comments: components['schemas']['Comment'][];
      /** Format: date-time */
      createdAt: string;
      description: string;
      id: string;
      /** @description The newest ones, newest first */
      notifications: components['schemas']['TicketNotification'][];
      orderId: string | null;
      /** @description User id */
      reporter: string;
      reporterName: string | null;
      /** @enum {string} */
      status: 'OPEN' | 'IN_PROGRESS' | 'CLOSED';
      /** @description The ticket for sale it is about */
      ticketId: string | null;
      ticketPriority: number;
      title: string;
      /** Format: date-time */
      updatedAt: string;
      /** @description Raised by one with each change */
      version: number;
    };
    TicketNotification: {
      /** @enum {string} */
      channel: 'EMAIL' | 'SLACK' | 'SMS';
      id: string;
      /** @description User id, or an address */
      recipient: string;
      recipientName: string | null;
      /** @enum {string} */
      status: 'ACCEPTED' | 'SENDING' | 'PROCESSED' | 'RETRYING' | 'DEAD';
      /** Format: date-time */
      time: string;
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
