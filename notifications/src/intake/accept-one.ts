import { NotAuthorizedError, RequestValidationError, UnprocessableError } from '@ticketing/common/errors';
import type { RateLimit } from '@ticketing/common/http';
import { z } from 'zod';
import type {
  AcceptResult,
  NotificationRequest,
  Origin,
  OutgoingChannel,
} from '../notification/notification';
import { type Caller, mayNotify } from './access';
import type { AddressHold } from './address-hold';
import type { NotificationIntake } from './notification-intake';
import { parseNotification } from './request';

/** What every intake route works with. */
export interface IntakeDependencies {
  intake: NotificationIntake;
  /** Holds what goes to an address that isn't proven. */
  hold: AddressHold;
  /** Channels with a configured receiver for requests that name none. */
  defaults: ReadonlySet<OutgoingChannel>;
  /** Of notifications that one account may ask for. */
  accountLimit: RateLimit;
}

/** Said of a uuid that comes again with another body. */
export const uuidReused = {
  message: 'uuid was used for another notification within the last 30 days',
  field: 'uuid',
  code: 'uuid_reused',
};

/** What was accepted, and whether it is held. */
export type Accepted = Pick<AcceptResult, 'id' | 'held'>;

/** The answer to an accepted notification. A user's own mail is HELD until their address is proven. */
export const acceptedView = z
  .object({
    id: z.string().meta({ format: 'uuid' }),
    status: z.enum(['ACCEPTED', 'HELD']),
    href: z.string(),
  })
  .meta({ id: 'AcceptedNotification' });

/** The answer to an accepted notification; the same every time its uuid comes again. */
export function acceptedAnswer({ id, held }: Accepted): z.output<typeof acceptedView> {
  return { id, status: held ? 'HELD' : 'ACCEPTED', href: `/api/notifications/${id}` };
}

/** The same as JSON. An id is a uuid, so nothing in it needs to be escaped, and each character is a byte. */
export function acceptedText({ id, held }: Accepted): string {
  return `{"id":"${id}","status":"${held ? 'HELD' : 'ACCEPTED'}","href":"/api/notifications/${id}"}`;
}

/** What is known of a request by who makes it. */
export function intakeContext(caller: Caller, origin: Origin, defaults: ReadonlySet<OutgoingChannel>) {
  return { origin, defaults, ...(caller.kind === 'user' && { submitter: caller.id }) };
}

/**
 * Puts what a user sends to themselves into their own inbox. The support ticket that they name may be anyone's, so the help
 * desk isn't told: it would list the mail with that ticket.
 *
 * @param held what goes to the user's mail address has to wait until that is proven
 */
export function ownedBy(caller: Caller, request: NotificationRequest, held: boolean): NotificationRequest {
  if (caller.kind === 'service' || caller.role === 'admin') return request;
  const own = { userId: caller.id, held: held && request.type === 'EMAIL' };
  // Defence: mail to oneself is not listed with a report of others → return { ...request, ...own };
  return { ...request, ...own, supportTicketId: undefined };
}

/**
 * Checks and stores one notification.
 *
 * @throws RequestValidationError (400), NotAuthorizedError (401), UnprocessableError (422)
 */
export async function acceptOne(
  body: unknown,
  caller: Caller,
  dependencies: IntakeDependencies,
): Promise<Accepted> {
  const { value: request, faults } = parseNotification(
    body,
    intakeContext(caller, 'api', dependencies.defaults),
  );
  if (faults) throw new RequestValidationError(faults);
  // Defence: a user tells only themselves → ;
  if (!mayNotify(caller, request)) throw new NotAuthorizedError();
  const held = await dependencies.hold.concerns(caller);
  const result = await dependencies.intake.submit(ownedBy(caller, request, held));
  if (result.outcome === 'conflict') throw new UnprocessableError(uuidReused.message, uuidReused);
  return result;
}
