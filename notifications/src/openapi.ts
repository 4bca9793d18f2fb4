import { openApi } from '@ticketing/common/http';
import { broadcastRoutes } from './broadcasts/routes';
import { streamPaths } from './feed/event-stream';
import { intakePaths, intakeSchemas } from './intake/openapi';
import { inboxRoutes } from './notification/inbox';
import { notificationRoutes } from './notification/routes';
import { preferenceRoutes } from './preferences/routes';
import { unsubscribePaths } from './preferences/unsubscribe';
import { blockRoutes } from './rooms/blocks';
import { roomRoutes } from './rooms/messages';
import { reportRoutes } from './rooms/reports';

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'notifications',
  title: 'Notifications',
  description: 'Tells people, on every channel, once.',
  deadLetters: true,
  routes: [
    ...roomRoutes,
    ...blockRoutes,
    ...reportRoutes,
    ...inboxRoutes,
    ...preferenceRoutes,
    ...broadcastRoutes,
    ...notificationRoutes,
  ],
  paths: { ...intakePaths, ...streamPaths, ...unsubscribePaths },
  schemas: intakeSchemas,
});
