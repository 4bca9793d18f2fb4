import { NotAuthorizedError, RequestValidationError, UnprocessableError } from '@ticketing/common/errors';
import type { NotificationRequest, Origin, OutgoingChannel } from '../notification/notification';
import { type Caller, mayNotify } from './access';
import type { NotificationIntake } from './notification-intake';
import { parseNotification } from './request';

/** What every intake route works with. */
export interface IntakeDependencies {
  intake: NotificationIntake;
  /** Channels with a configured receiver for requests that name none. */
  defaults: ReadonlySet<OutgoingChannel>;
}

/** Said of a uuid that comes again with another body. */
export const uuidReused = {
  message: 'uuid was used for another notification within the last 30 days',
  field: 'uuid',
  code: 'uuid_reused',
};

/** The answer to an accepted notification; the same every time its uuid comes again. */
export function acceptedAnswer(id: string): { id: string; status: 'ACCEPTED'; href: string } {
  return { id, status: 'ACCEPTED', href: `/api/notifications/${id}` };
}

/** The same as JSON. An id is a uuid, so nothing in it needs to be escaped, and each character is a byte. */
export function acceptedText(id: string): string {
  return `{"id":"${id}","status":"ACCEPTED","href":"/api/notifications/${id}"}`;
}

/** What is known of a request by who makes it. */
export function intakeContext(caller: Caller, origin: Origin, defaults: ReadonlySet<OutgoingChannel>) {
  return { origin, defaults, ...(caller.kind === 'user' && { submitter: caller.id }) };
}

/**
 * Puts what a user sends to themselves into their own inbox. The support ticket that they name may be anyone's, so the help
 * desk isn't told: it would list the mail with that ticket.
 */
export function ownedBy(caller: Caller, request: NotificationRequest): NotificationRequest {
  if (caller.kind === 'service' || caller.role === 'admin') return request;
  // Defence: mail to oneself is not listed with a report of others → return { ...request, userId: caller.id };
  return { ...request, userId: caller.id, supportTicketId: undefined };
}

/**
 * Checks and stores one notification.
 *
 * @returns its id
 * @throws RequestValidationError (400), NotAuthorizedError (401), UnprocessableError (422)
 */
export async function acceptOne(body: unknown, caller: Caller, parts: IntakeDependencies): Promise<string> {
  const { value: request, faults } = parseNotification(body, intakeContext(caller, 'api', parts.defaults));
  if (faults) throw new RequestValidationError(faults);
  // Defence: a user tells only themselves → ;
  if (!mayNotify(caller, request)) throw new NotAuthorizedError();
  const { outcome, id } = await parts.intake.submit(ownedBy(caller, request));
  if (outcome === 'conflict') throw new UnprocessableError(uuidReused.message, uuidReused);
  return id;
}
