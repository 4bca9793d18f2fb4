// Made by `npm run generate:api -w web` from the OpenAPI document of the service.
export interface paths {
  '/api/docs/notifications.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': Record<string, never>;
          };
        };
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
  '/api/notifications': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: {
          after?: components['parameters']['After'];
          limit?: components['parameters']['Limit'];
          type?: 'EMAIL' | 'SLACK' | 'SMS' | 'INBOX';
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            Link?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NotificationSummary'][];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
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
  '/api/notifications/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: {
          version?: number;
          wait?: number;
        };
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Notification'];
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
  '/api/notifications/broadcasts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: {
          after?: components['parameters']['After'];
          limit?: components['parameters']['Limit'];
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            Link?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Broadcast'][];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        503: components['responses']['Error503'];
      };
    };
    put?: never;
    post: {
      parameters: {
        query?: never;
        header?: {
          'Idempotency-Key'?: components['parameters']['IdempotencyKey'];
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @enum {string} */
            audience: 'all' | 'customers' | 'engineers' | 'admins' | 'sellers' | 'buyers';
            message: string;
            subject?: string;
          };
        };
      };
      responses: {
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              href?: string;
              jobId?: string;
            };
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
  '/api/notifications/broadcasts/{jobId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          jobId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Broadcast'];
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
  '/api/notifications/broadcasts/audience': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query: {
          audience: 'all' | 'customers' | 'engineers' | 'admins' | 'sellers' | 'buyers';
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              /** @enum {string} */
              audience: 'all' | 'customers' | 'engineers' | 'admins' | 'sellers' | 'buyers';
              people: number;
            };
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
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
  '/api/notifications/dead-letters': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: {
          after?: components['parameters']['After'];
          limit?: components['parameters']['Limit'];
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            Link?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeadNotification'][];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
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
  '/api/notifications/dead-letters/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
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
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        404: components['responses']['Error404'];
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
        503: components['responses']['Error503'];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/dead-letters/{id}/redrive': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
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
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AcceptedNotification'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        404: components['responses']['Error404'];
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
        503: components['responses']['Error503'];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/preferences': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preferences'];
          };
        };
        401: components['responses']['Error401'];
        503: components['responses']['Error503'];
      };
    };
    put: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            preferences: components['schemas']['Choices'];
          };
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preferences'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
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
  '/api/notifications/preferences/addresses': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            address: string;
            /** @enum {string} */
            channel: 'SLACK' | 'SMS';
          };
        };
      };
      responses: {
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preferences'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
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
  '/api/notifications/preferences/addresses/{channel}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          channel: 'SLACK' | 'SMS';
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preferences'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        404: components['responses']['Error404'];
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
        503: components['responses']['Error503'];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/preferences/addresses/confirm': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /** @enum {string} */
            channel: 'SLACK' | 'SMS';
            code: string;
          };
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preferences'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
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
  '/api/notifications/read': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['MarkRead'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['MarkedRead'];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
        503: components['responses']['Error503'];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/rooms/{ticketId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          ticketId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Room'];
          };
        };
        400: components['responses']['Error400'];
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
  '/api/notifications/rooms/{ticketId}/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          ticketId: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['RoomMessage'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              id?: string;
            };
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        404: components['responses']['Error404'];
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
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
  '/api/notifications/stream': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: {
          after?: number;
          rooms?: string;
          tickets?: string;
        };
        header?: {
          'Last-Event-ID'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/event-stream': string;
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        429: components['responses']['Error429'];
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
  '/api/notifications/unread': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              unread?: number;
            };
          };
        };
        401: components['responses']['Error401'];
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
  '/api/notifications/unsubscribe': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query: {
          token: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/html': string;
          };
        };
        400: components['responses']['Error400'];
        503: components['responses']['Error503'];
      };
    };
    put?: never;
    post: {
      parameters: {
        query: {
          token: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/html': string;
          };
        };
        400: components['responses']['Error400'];
        403: components['responses']['Error403'];
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
        503: components['responses']['Error503'];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/notifications/dead-letters': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: {
          after?: components['parameters']['After'];
          limit?: components['parameters']['Limit'];
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            Link?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DeadLetter'][];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
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
  '/api/ops/notifications/dead-letters/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
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
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        404: components['responses']['Error404'];
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
        503: components['responses']['Error503'];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/notifications/dead-letters/{id}/redrive': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
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
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': Record<string, never>;
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        404: components['responses']['Error404'];
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
        503: components['responses']['Error503'];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/ops/notifications/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': Record<string, never>;
          };
        };
        401: components['responses']['Error401'];
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
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
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
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
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
  '/notification': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: {
      parameters: {
        query?: never;
        header?: {
          'Idempotency-Key'?: components['parameters']['IdempotencyKey'];
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json':
            components['schemas']['NotificationRequest'] | components['schemas']['ShortNotificationRequest'];
        };
      };
      responses: {
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AcceptedNotification'];
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
  '/notification/batch': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': (
            components['schemas']['NotificationRequest'] | components['schemas']['ShortNotificationRequest']
          )[];
          'application/x-ndjson': string;
        };
      };
      responses: {
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['BatchResult'][];
            'application/x-ndjson': string;
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
        403: components['responses']['Error403'];
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
        503: components['responses']['Error503'];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/notifiServ/api/v1/notifications': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: {
      parameters: {
        query?: never;
        header?: {
          'Idempotency-Key'?: components['parameters']['IdempotencyKey'];
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['TicketMail'];
        };
      };
      responses: {
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AcceptedTicketMail'];
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
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': Record<string, never>;
          };
        };
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
  '/readyz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': Record<string, never>;
          };
        };
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
    AcceptedNotification: {
      href: string;
      /** Format: uuid */
      id: string;
      /** @constant */
      status: 'ACCEPTED';
    };
    AcceptedTicketMail: {
      notificationIds: string[];
      requestId: string;
      /** @constant */
      status: 'Accepted Request';
    };
    BatchResult: {
      errors?: Record<string, never>[];
      href?: string;
      /** Format: uuid */
      id?: string;
      line: number;
      /** @constant */
      status?: 'ACCEPTED';
    };
    Broadcast: {
      /** @enum {string} */
      audience: 'all' | 'customers' | 'engineers' | 'admins' | 'sellers' | 'buyers';
      by: string;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      finishedAt?: string;
      href: string;
      jobId: string;
      message: string;
      progress: number;
      /** @enum {string} */
      status: 'RUNNING' | 'DONE';
      subject?: string;
      told: number;
    };
    Choices: {
      broadcast?: {
        EMAIL?: boolean;
        SLACK?: boolean;
        SMS?: boolean;
      };
      order?: {
        EMAIL?: boolean;
        SLACK?: boolean;
        SMS?: boolean;
      };
      payment?: {
        EMAIL?: boolean;
        SLACK?: boolean;
        SMS?: boolean;
      };
      support?: {
        EMAIL?: boolean;
        SLACK?: boolean;
        SMS?: boolean;
      };
      ticket?: {
        EMAIL?: boolean;
        SLACK?: boolean;
        SMS?: boolean;
      };
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
    DeadNotification: {
      attempts: components['schemas']['NotificationAttempt'][];
      audit: {
        action: string;
        /** Format: date-time */
        at: string;
        by: string;
      }[];
      code: string | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      deadAt: string | null;
      deadReason: string | null;
      error: string | null;
      /** Format: uuid */
      id: string;
      kind: string;
      /** Format: date-time */
      nextAttemptAt: string | null;
      origin: string;
      path?: string;
      /** Format: date-time */
      processedAt: string | null;
      /** Format: date-time */
      readAt: string | null;
      receiver: string | null;
      requester: string | null;
      /** @enum {string} */
      status: 'ACCEPTED' | 'SENDING' | 'PROCESSED' | 'RETRYING' | 'DEAD';
      subject: string | null;
      submitter: string | null;
      supportTicketId?: string;
      text: string;
      /** @enum {string} */
      type: 'EMAIL' | 'SLACK' | 'SMS' | 'INBOX';
      userId: string | null;
      version: number;
    };
    Error: {
      errors: {
        code?: string;
        field?: string;
        message: string;
        price?: number;
      }[];
    };
    MarkedRead: {
      read: number;
      unread: number;
    };
    MarkRead: {
      /** @constant */
      all?: true;
      ids?: string[];
    };
    Notification: {
      attempts: components['schemas']['NotificationAttempt'][];
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      deadAt: string | null;
      deadReason: string | null;
      /** Format: uuid */
      id: string;
      kind: string;
      /** Format: date-time */
      nextAttemptAt: string | null;
      path?: string;
      /** Format: date-time */
      processedAt: string | null;
      /** Format: date-time */
      readAt: string | null;
      receiver: string | null;
      /** @enum {string} */
      status: 'ACCEPTED' | 'SENDING' | 'PROCESSED' | 'RETRYING' | 'DEAD';
      subject: string | null;
      supportTicketId?: string;
      text: string;
      /** @enum {string} */
      type: 'EMAIL' | 'SLACK' | 'SMS' | 'INBOX';
      userId: string | null;
      version: number;
    };
    NotificationAttempt: {
      accepted?: string[];
      /** Format: date-time */
      at: string;
      code?: string;
      error?: string;
      messageId?: string;
      number: number;
      /** @enum {string} */
      outcome: 'accepted' | 'retry' | 'refused' | 'unknown';
      rejected?: string[];
      response?: string;
      tookMs: number;
    };
    NotificationRequest: {
      message: string;
      receiver?: string;
      subject?: string;
      /** @enum {string} */
      type: 'EMAIL' | 'SLACK' | 'SMS';
      userId?: string;
      /** Format: uuid */
      uuid?: string;
    };
    NotificationSummary: {
      /** Format: date-time */
      createdAt: string;
      /** Format: uuid */
      id: string;
      kind: string;
      path?: string;
      /** Format: date-time */
      processedAt: string | null;
      /** Format: date-time */
      readAt: string | null;
      receiver: string | null;
      /** @enum {string} */
      status: 'ACCEPTED' | 'SENDING' | 'PROCESSED' | 'RETRYING' | 'DEAD';
      subject: string | null;
      supportTicketId?: string;
      text: string;
      /** @enum {string} */
      type: 'EMAIL' | 'SLACK' | 'SMS' | 'INBOX';
      userId: string | null;
      version: number;
    };
    Preferences: {
      addresses: {
        SLACK?: string;
        SMS?: string;
      };
      essential: ('ticket' | 'order' | 'payment' | 'support' | 'broadcast')[];
      pending: {
        SLACK?: string;
        SMS?: string;
      };
      preferences: components['schemas']['Choices'];
    };
    Room: {
      looking: number;
      ticketId: string;
    };
    RoomMessage: {
      text: string;
    };
    ShortNotificationRequest: {
      /** @enum {string} */
      destination: 'EMAIL' | 'SLACK' | 'SMS';
      receiver?: string;
      subject?: string;
      txt: string;
      /** Format: uuid */
      uuid: string;
    };
    TicketMail: {
      content: string;
      receipientEmails?: string;
      recepientEmails?: string;
      recipientEmails?: string;
      requester?: string;
      subject: string;
      ticketId: string;
      /** Format: uuid */
      uuid?: string;
    };
  };
  responses: {
    Error400: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    Error401: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    Error403: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    Error404: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    Error409: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    Error413: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    Error415: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    Error422: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    Error429: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
    Error500: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
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
    After: string;
    IdempotencyKey: string;
    Limit: number;
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
