import { NotAuthorizedError, RequestValidationError, UnprocessableError } from '@ticketing/common/errors';
import { type RequestHandler, Router } from 'express';
import { mayNotify } from '../domain/intake-access';
import { parseTicketMail } from '../domain/notifiserv-request';
import { contextOf, type IntakeParts, ownedBy, uuidReused } from '../intake/accept-one';
import { callerOf } from './caller';

/**
 * POST /notifiServ/api/v1/notifications: mail about a support ticket, to each recipient on their own.
 *
 * @param before what a request has to pass first
 */
export function ticketMailRouter({ intake, defaults }: IntakeParts, ...before: RequestHandler[]): Router {
  const router = Router();
  router.post('/notifiServ/api/v1/notifications', ...before, async (req, res) => {
    const caller = callerOf(req, res);
    const { value: mail, faults } = parseTicketMail(req.body, contextOf(caller, 'api', defaults));
    if (faults) throw new RequestValidationError(faults);
    if (!mail.requests.every((request) => mayNotify(caller, request))) throw new NotAuthorizedError();
    const results = await intake.accept(mail.requests.map((request) => ownedBy(caller, request)));
    if (results.some(({ outcome }) => outcome === 'conflict')) {
      throw new UnprocessableError(uuidReused.message, uuidReused);
    }
    res.status(202).json({
      requestId: mail.ticketId,
      status: 'Accepted Request',
      notificationIds: results.map(({ id }) => id),
    });
  });
  return router;
}
