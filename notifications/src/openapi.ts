import { openApi } from '@ticketing/common/http';
import { broadcastPaths, broadcastSchemas } from './openapi/broadcast-paths';
import { livePaths, liveSchemas } from './openapi/live-paths';
import { sendingPaths, sendingSchemas } from './openapi/notifications';
import { preferencePaths, preferenceSchemas } from './openapi/preference-paths';

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'notifications',
  title: 'Notifications',
  description: 'Tells people, on every channel, once.',
  deadLetters: true,
  paths: { ...sendingPaths, ...livePaths, ...preferencePaths, ...broadcastPaths },
  schemas: { ...sendingSchemas, ...liveSchemas, ...preferenceSchemas, ...broadcastSchemas },
});
