import { sameEmailAddress } from '@ticketing/common/forms';
import type { NotificationRequest } from './notification';

type Body = Pick<
  NotificationRequest,
  | 'type'
  | 'receiver'
  | 'userId'
  | 'subject'
  | 'text'
  | 'html'
  | 'origin'
  | 'submitter'
  | 'supportTicketId'
  | 'requester'
>;

/**
 * True when two requests with one uuid ask for the same. An event's uuid says which event, receiver and channel it is
 * for, so its text may differ: a template or a name has changed between two deliveries of the same event.
 */
export function sameBody(request: Body, stored: Body): boolean {
  if (request.origin === 'event' && stored.origin === 'event') return true;
  return (
    request.type === stored.type &&
    isStoredAs(request.text, stored.text) &&
    sameReceiver(request, stored) &&
    request.userId === stored.userId &&
    isStoredAs(request.subject, stored.subject) &&
    request.html === stored.html &&
    request.submitter === stored.submitter &&
    request.supportTicketId === stored.supportTicketId &&
    isStoredAs(request.requester, stored.requester)
  );
}

/** Rows stored before addresses had one form hold them as they were spelled. */
function sameReceiver(request: Body, stored: Body): boolean {
  if (request.receiver === stored.receiver) return true;
  if (request.type !== 'EMAIL' || request.receiver === undefined || stored.receiver === undefined)
    return false;
  return sameEmailAddress(request.receiver, stored.receiver);
}

/** Half a character, of a text that was cut in between, can't be stored: U+FFFD stands there instead. */
function isStoredAs(given: string | undefined, stored: string | undefined): boolean {
  return given === stored || (given !== undefined && Buffer.from(given).toString() === stored);
}
