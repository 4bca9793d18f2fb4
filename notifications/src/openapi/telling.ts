import { broadcastPaths, broadcastSchemas } from './broadcast-paths';
import { livePaths, liveSchemas } from './live-paths';
import { preferencePaths, preferenceSchemas } from './preference-paths';

/** What the document tells of the routes of `liveRouters`. */
export const tellingPaths = { ...livePaths, ...preferencePaths, ...broadcastPaths };
export const tellingSchemas = { ...liveSchemas, ...preferenceSchemas, ...broadcastSchemas };
