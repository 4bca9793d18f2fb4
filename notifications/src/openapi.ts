import { openApi } from '@ticketing/common/http';
import { sendingPaths } from './openapi/sending';
import { sendingSchemas } from './openapi/sending-schemas';
import { tellingPaths, tellingSchemas } from './openapi/telling';

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'notifications',
  title: 'Notifications',
  description: 'Tells people, on every channel, once.',
  deadLetters: true,
  paths: { ...sendingPaths, ...tellingPaths },
  schemas: { ...sendingSchemas, ...tellingSchemas },
});
