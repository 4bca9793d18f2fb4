import { randomUUID } from 'node:crypto';
import { loadCompiled } from './load-compiled';

interface Parsed {
  value?: { uuid: string };
}

/** A notification that is asked for again is a new one: nobody remembers the uuids that were taken. */
const intake = loadCompiled<{ parseNotification: (body: unknown, context: unknown) => Parsed }>(
  'notifications/dist/intake/request.js',
);
const { parseNotification } = intake;
intake.parseNotification = (body, context) => {
  const parsed = parseNotification(body, context);
  return parsed.value ? { ...parsed, value: { ...parsed.value, uuid: randomUUID() } } : parsed;
};
