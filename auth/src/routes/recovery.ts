import { createHash } from 'node:crypto';
import { BadRequestError, NotAuthorizedError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import { answer, clientNetwork, defineRoute, rateLimit, type RateLimit } from '@ticketing/common/http';
import type { Logger } from '@ticketing/common/observability';
import type { Request } from 'express';
import type mongoose from 'mongoose';
import { z } from 'zod';
import { noteOwn } from '../services/account-changes';
import { confirmPassword, type LoginDependencies } from '../services/login';
import { email, newPassword, password, token } from './fields';
import { accepted } from './verification';

/** What the routes work with. */
export interface RecoveryContext extends LoginDependencies {
  readonly connection: mongoose.Connection;
  readonly logger: Logger;
  /** Mails to set a new password, per address that gets them. */
  readonly resetLimit: RateLimit;
  /** The same, per network that asks. */
  readonly resetNetworkLimit: RateLimit;
}

const forgot = defineRoute({
  method: 'post',
  path: '/api/users/password/forgot',
  summary: 'Have a link mailed that sets a new password',
  description:
    'Answers the same, and as fast, for an address without an account. Five mails an hour to an address, and as many from a network as it may open accounts.',
  access: 'anyone',
  body: z.object({ email }).meta({ id: 'Forgotten' }),
  answers: { 202: accepted('It will be mailed, if there is such an account') },
  handler(req, res, { accounts, logger, resetLimit, resetNetworkLimit }: RecoveryContext) {
    const { email } = req.body;
    const network = clientNetwork(req as Request);
    // Answered before anything is looked up, so that the time tells nothing.
    res.status(202).send({});
    const mail = async () => {
      // Defence: a network has few mails sent → ;
      if (!(await resetNetworkLimit.take(network)).allowed) return;
      const { allowed } = await resetLimit.take(createHash('sha256').update(email).digest('base64url'));
      if (allowed) await accounts.mailReset(email);
    };
    mail().catch((error: unknown) =>
      logger.error({ err: error }, 'a mail to set a new password was not sent'),
    );
  },
});

const reset = defineRoute({
  method: 'post',
  path: '/api/users/password/reset',
  summary: 'Set a new password',
  description: 'By the token in the link that was mailed. It can be used once, within an hour.',
  access: 'anyone',
  body: z.object({ token, password: newPassword }).meta({ id: 'PasswordReset' }),
  answers: {
    200: answer('It is set', z.custom<Record<string, never>>().meta({ type: 'object', maxProperties: 0 })),
  },
  async handler(req, res, { accounts, audit }: RecoveryContext) {
    await accounts.resetPassword(req.body.token, req.body.password, (subject, tx) =>
      audit.record({ action: 'password.reset', actor: null, subject }, req, tx),
    );
    res.send({});
  },
});

const changeAddress = defineRoute({
  method: 'post',
  path: '/api/users/me/email',
  summary: 'Change the own address',
  description:
    'A link is mailed to the new address, which takes effect when it is followed. Answers the same for an address ' +
    'of another account. Five times an hour.',
  access: 'signed-in',
  body: z.object({ email, password }).meta({ id: 'AddressChange' }),
  answers: { 202: accepted('The link will be mailed') },
  errors: [429],
  limit: ({ connection }: RecoveryContext) =>
    rateLimit(connection, { name: 'address-change', limit: 5, key: (req) => req.currentUser!.id }),
  async handler(req, res, context: RecoveryContext) {
    const id = parseObjectId(req.currentUser.id);
    if (!id) throw new NotAuthorizedError();
    if (!(await confirmPassword(context, id, req.body.password, req)))
      throw new BadRequestError('The password is wrong', { field: 'password' });
    const note = noteOwn(context.audit, req as Request, 'address.requested');
    await context.accounts.requestAddress(id, req.body.email, note);
    res.status(202).send({});
  },
});

/** The routes that change by mail what somebody signs in with. */
export const recoveryRoutes = [forgot, reset, changeAddress];
