import { NotAuthorizedError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import { answer, defineRoute, inOrder, rateLimit } from '@ticketing/common/http';
import type mongoose from 'mongoose';
import { z } from 'zod';
import { presentUser, userView } from '../models/user-view';
import type { Accounts } from '../services/accounts';
import type { AuditLog } from '../services/audit-log';
import { token } from './fields';

/** What the routes work with. */
export interface VerificationContext {
  readonly accounts: Accounts;
  readonly connection: mongoose.Connection;
  readonly audit: AuditLog;
}

/** Nothing but that it was taken in. */
export const accepted = (description: string) =>
  answer(description, z.custom<Record<string, never>>().meta({ type: 'object', maxProperties: 0 }));

const verify = defineRoute({
  method: 'post',
  path: '/api/users/verify',
  summary: 'Prove the address of an account',
  description: 'By the token in the link that was mailed there. It can be used once, within 24 hours.',
  access: 'anyone',
  body: z.object({ token }).meta({ id: 'MailedToken' }),
  answers: { 200: answer('The account, its address verified', userView) },
  async handler(req, res, { accounts, audit }: VerificationContext) {
    const user = await accounts.verifyAddress(req.body.token, (action, subject, tx) =>
      // Who has the link need not be who is signed in.
      audit.record({ action, actor: null, subject }, req, tx),
    );
    res.send(presentUser(user));
  },
});

const resend = defineRoute({
  method: 'post',
  path: '/api/users/verification',
  summary: 'Have the link mailed again',
  description: 'Once a minute, five times an hour. Nothing is mailed when the address is verified already.',
  access: 'signed-in',
  answers: { 202: accepted('It will be mailed') },
  errors: [429],
  limit: ({ connection }: VerificationContext) => {
    const limit = (name: string, limit: number, windowSeconds: number) =>
      rateLimit(connection, { name, limit, windowSeconds, key: (req) => req.currentUser!.id });
    return inOrder(limit('verification-minute', 1, 60), limit('verification-hour', 5, 3_600));
  },
  async handler(req, res, { accounts }: VerificationContext) {
    const id = parseObjectId(req.currentUser.id);
    if (!id) throw new NotAuthorizedError();
    await accounts.mailVerification(id);
    res.status(202).send({});
  },
});

/** The routes by which an address is proven. */
export const verificationRoutes = [verify, resend];
