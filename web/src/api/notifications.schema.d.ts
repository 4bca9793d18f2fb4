// Made by `npm run generate:api -w web` from the OpenAPI document of the service.
export interface paths {
  '/api/docs/notifications.json': {
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
  '/api/notifications': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The signed-in user's inbox, newest first */
    get: {
      parameters: {
        query?: {
          /** @description From the Link header of the page before */
          after?: components['parameters']['After'];
          /** @description Rows of a page */
          limit?: components['parameters']['Limit'];
          /** @description Only this channel */
          type?: 'EMAIL' | 'SLACK' | 'SMS' | 'INBOX';
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Notifications */
        200: {
          headers: {
            /** @description Address of the next page, rel="next" */
            Link?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NotificationSummary'][];
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
  '/api/notifications/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Status and attempts; with wait, once the status changes */
    get: {
      parameters: {
        query?: {
          /** @description The version the client knows; default the present one */
          version?: number;
          /** @description Seconds to hold the answer until the status changes */
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
        /** @description The notification */
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
    /** Broadcasts, newest first */
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
        /** @description Broadcasts */
        200: {
          headers: {
            /** @description Address of the next page, rel="next" */
            Link?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Broadcast'][];
          };
        };
        400: components['responses']['Error400'];
        401: components['responses']['Error401'];
      };
    };
    put?: never;
    /** Tell many people something; answers with a handle to ask how far it is */
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
          'application/json': {
            /** @enum {string} */
            audience: 'all' | 'customers' | 'engineers' | 'admins' | 'sellers' | 'buyers';
            message: string;
            subject?: string;
          };
        };
      };
      responses: {
        /** @description It has begun */
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
        422: components['responses']['Error422'];
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
    /** How far a broadcast is */
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
        /** @description A broadcast */
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
    /** Notifications that were given up, the latest first, for admins */
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
            'application/json': components['schemas']['DeadNotification'][];
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
    /** Put it aside for good; again changes nothing */
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
        /** @description Put aside */
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
    /** Try it again, with all its retries; again changes nothing */
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
        /** @description It is due */
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
    /** What the user hears of, and on which channels */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Preferences */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preferences'];
          };
        };
        401: components['responses']['Error401'];
      };
    };
    /** Change some of it; what is not sent stays as it is */
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
        /** @description Preferences */
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
    /** Propose a Slack channel or phone number; a code is sent there */
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
        /** @description It waits to be confirmed */
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
        429: components['responses']['Error429'];
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
    /** Forget an address */
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
        /** @description Preferences */
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
    /** Confirm an address with the code that was sent there */
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
        /** @description It is in use */
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
        429: components['responses']['Error429'];
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
    /** Mark notifications as read */
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
        /** @description How many were marked, and how many are left */
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
    /** How many people are looking at a ticket's page */
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
        /** @description How many */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Room'];
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
  '/api/notifications/rooms/{ticketId}/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Say something to all others in a room one is in */
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
        /** @description It was said */
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
        429: components['responses']['Error429'];
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
    /**
     * The user's own news, watched tickets and rooms, as server-sent events
     * @description Each event has an id, the same over both transports; ids rise, and a client that gives the last one it has
     *     misses nothing and sees nothing twice.
     *
     *     | event | data |
     *     |---|---|
     *     | `hello` | `{connection, tickets, unread}`: the states of the watched tickets, and how many notifications are unread |
     *     | `notification` | `{id, kind, subject, text, time}`: new in the user's inbox |
     *     | `read` | `{ids}` or `{all}`, with `unread`: marked as read elsewhere |
     *     | `order`, `payment`, `support` | the new state of the user's own |
     *     | `ticket` | `{id, version, title, price, state: free, reserved, sold}` of a watched ticket |
     *     | `room.joined`, `room.left` | `{ticketId, user: {id, name}, looking}` |
     *     | `room.said` | `{id, ticketId, user, text}`, to all but who said it |
     *     | `room.looking` | `{ticketId, looking}`: how many people are looking; without an id |
     *     | `resync` | `{from, to}`: the id was too old to replay; fetch what is shown, and go on from here |
     *     | `closing` | `{reason, retryMs}`: come back after that time |
     */
    get: {
      parameters: {
        query?: {
          /** @description The last id the client has; what came after it is replayed */
          after?: number;
          /** @description Up to 10 ids of tickets, separated by commas, whose rooms are joined while the stream is open */
          rooms?: string;
          /** @description Up to 100 ids of tickets, separated by commas, whose changes are watched */
          tickets?: string;
        };
        header?: {
          /** @description Sent by browsers that reconnect; wins over `after` */
          'Last-Event-ID'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The stream */
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
    /** How many notifications are unread; stops counting at 1,000 */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description How many */
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
    /** A page with a button that unsubscribes; changes nothing */
    get: {
      parameters: {
        query: {
          /** @description From a link in a message */
          token: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description A page */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/html': string;
          };
        };
        400: components['responses']['Error400'];
      };
    };
    put?: never;
    /** Unsubscribe by one click, without a session (RFC 8058) */
    post: {
      parameters: {
        query: {
          /** @description From a link in a message */
          token: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description A page */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/html': string;
          };
        };
        400: components['responses']['Error400'];
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
  '/api/ops/notifications/dead-letters/{id}/redrive': {
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
  '/api/ops/notifications/health': {
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
  '/notification': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Tell one receiver something on one channel
     * @description Admins tell anyone, users their own address. The same uuid is told once within 30 days.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
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
        /** @description Stored */
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
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
        422: components['responses']['Error422'];
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
    /**
     * Up to 10000 notifications, as a JSON array or one per line
     * @description Each line has its own result; one that is wrong does not stop the others.
     */
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
        /** @description A result per line */
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
    /** Mail about a support ticket, to each recipient on their own */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['TicketMail'];
        };
      };
      responses: {
        /** @description Stored */
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
        413: components['responses']['Error413'];
        415: components['responses']['Error415'];
        422: components['responses']['Error422'];
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
      /** @description The admin */
      by: string;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      finishedAt?: string;
      href: string;
      jobId: string;
      message: string;
      /** @description Percent */
      progress: number;
      /** @enum {string} */
      status: 'RUNNING' | 'DONE';
      subject?: string;
      /** @description People told so far */
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
      }[];
    };
    MarkedRead: {
      read: number;
      unread: number;
    };
    /** @description Either `ids` or `all` */
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
      /** Format: date-time */
      processedAt: string | null;
      /** Format: date-time */
      readAt: string | null;
      receiver: string | null;
      /** @enum {string} */
      status: 'ACCEPTED' | 'SENDING' | 'PROCESSED' | 'RETRYING' | 'DEAD';
      subject: string | null;
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
      /** @description At most 65536 characters by mail, 40000 to Slack, 1600 by SMS */
      message: string;
      /** @description An email address, a Slack channel or webhook id, or a phone number in E.164 form */
      receiver?: string;
      /** @description One line */
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
      /** Format: date-time */
      processedAt: string | null;
      /** Format: date-time */
      readAt: string | null;
      receiver: string | null;
      /** @enum {string} */
      status: 'ACCEPTED' | 'SENDING' | 'PROCESSED' | 'RETRYING' | 'DEAD';
      subject: string | null;
      text: string;
      /** @enum {string} */
      type: 'EMAIL' | 'SLACK' | 'SMS' | 'INBOX';
      userId: string | null;
      version: number;
    };
    Preferences: {
      /** @description Confirmed, in use */
      addresses: {
        SLACK?: string;
        SMS?: string;
      };
      /** @description Kinds whose mail cannot be turned off */
      essential: ('ticket' | 'order' | 'payment' | 'support' | 'broadcast')[];
      /** @description Waiting for the code */
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
      /** @description An email address, a Slack channel or webhook id, or a phone number in E.164 form */
      receiver?: string;
      /** @description One line */
      subject?: string;
      /** @description At most 65536 characters by mail, 40000 to Slack, 1600 by SMS */
      txt: string;
      /** Format: uuid */
      uuid: string;
    };
    TicketMail: {
      /** @description At most 65536 characters by mail, 40000 to Slack, 1600 by SMS */
      content: string;
      /** @description Email addresses, separated by commas */
      receipientEmails?: string;
      /** @description Email addresses, separated by commas */
      recepientEmails?: string;
      /** @description Email addresses, separated by commas */
      recipientEmails?: string;
      requester?: string;
      /** @description One line */
      subject: string;
      ticketId: string;
      /** Format: uuid */
      uuid?: string;
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
