import { openApi, openapi as doc } from '@ticketing/common/http';
import { BOARD_PATH } from './routes/queues';

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'expiration',
  title: 'Expiration',
  description: 'The clock that ends unpaid orders on time. It is worked by events; people only look at it.',
  deadLetters: true,
  paths: {
    [BOARD_PATH]: {
      get: {
        summary: 'Bull Board: the timers, for admins',
        tags: ['operations'],
        security: doc.signedIn,
        responses: {
          200: { description: 'A page', content: { 'text/html': { schema: { type: 'string' } } } },
          ...doc.errors(401, 503),
        },
      },
    },
  },
});
