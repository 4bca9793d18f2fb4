import type { NotificationRequest } from './notification';

type Body = Pick<
  NotificationRequest,
  'type' | 'receiver' | 'userId' | 'subject' | 'text' | 'html' | 'origin' | 'submitter'
>;

/**
 * True when two requests with one uuid ask for the same. An event's uuid says which event, receiver and channel it is
 * for, so its text may differ: a template or a name has changed between two deliveries of the same event.
 */
export function sameBody(request: Body, stored: Body): boolean {
  if (request.origin === 'event' && stored.origin === 'event') return true;
  return (
    request.type === stored.type &&
    request.text === stored.text &&
    request.receiver === stored.receiver &&
    request.userId === stored.userId &&
    request.subject === stored.subject &&
    request.html === stored.html &&
    request.submitter === stored.submitter
  );
}
