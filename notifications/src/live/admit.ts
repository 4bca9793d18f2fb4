import { errorCatalogue, TooManyRequestsError, UnavailableError } from '@ticketing/common/errors';
import type { Hub } from './hub';

/** Open streams and sockets per user and process. */
export const mostStreams = 20;

/**
 * Whether this user may open one more stream here.
 *
 * @throws UnavailableError (503) while draining, TooManyRequestsError (429) above 20
 */
export function admit(hub: Hub, userId: string): void {
  if (hub.isDraining) throw new UnavailableError(errorCatalogue.draining.message, { code: 'draining' });
  if (hub.inScope(`user:${userId}`).size >= mostStreams) {
    throw new TooManyRequestsError(5, `No more than ${mostStreams} streams at a time`);
  }
}
