import { openApi } from '@ticketing/common/http';
import { broadcastRoutes } from './broadcasts/routes';
import { livePaths, liveSchemas } from './openapi/live-paths';
import { sendingPaths, sendingSchemas } from './openapi/notifications';
import { preferencePaths, preferenceSchemas } from './openapi/preference-paths';

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'notifications',
  title: 'Notifications',
  description: 'Tells people, on every channel, once.',
  deadLetters: true,
  routes: broadcastRoutes,
  paths: { ...sendingPaths, ...livePaths, ...preferencePaths },
  schemas: { ...sendingSchemas, ...liveSchemas, ...preferenceSchemas },
});
