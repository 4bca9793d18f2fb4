import { BadRequestError, RequestValidationError } from '@ticketing/common/errors';
import { answer, defineRoute } from '@ticketing/common/http';
import type { Request } from 'express';
import { z } from 'zod';
import { presentOwn, userView } from '../models/user-view';
import { noteOwn } from '../services/account-changes';
import type { Deletions } from '../services/deletions';
import { confirmPassword } from '../services/login';
import { code, password } from './fields';
import { type FactorContext, ownAccount } from './second-factors';

/** What the routes work with. */
export interface DeletionContext extends FactorContext {
  readonly deletions: Deletions;
}

const proof = z
  .object({
    password: password.optional(),
    code: code.optional().describe('Instead of the password: six digits of the app, or a recovery code'),
  })
  .meta({ id: 'DeletionProof', minProperties: 1 });

const remove = defineRoute({
  method: 'delete',
  path: '/api/users/me',
  summary: 'Have the own account deleted',
  description:
    'After some days, 14 unless set otherwise, in which it can be undone. All other sessions end. What was bought, sold and ' +
    'paid stays, without a name.',
  access: 'signed-in',
  body: proof,
  answers: { 202: answer('The account, with the time of its end', userView) },
  errors: [429],
  async handler(req, res, context: DeletionContext) {
    const id = (await ownAccount(req as Request))._id.toHexString();
    await checkProof(req as Request, id, req.body, context);
    const note = noteOwn(context.audit, req as Request, 'deletion.requested');
    const user = await context.deletions.request(id, req.currentUser.sid, note);
    res.status(202).send(presentOwn(user, req.currentUser.secondFactor));
  },
});

const undo = defineRoute({
  method: 'post',
  path: '/api/users/me/undelete',
  summary: 'Keep the own account, which was to be deleted',
  access: 'signed-in',
  answers: { 200: answer('The account', userView) },
  async handler(req, res, { deletions, audit }: DeletionContext) {
    const id = (await ownAccount(req as Request))._id.toHexString();
    const user = await deletions.undo(id, noteOwn(audit, req as Request, 'deletion.undone'));
    res.send(presentOwn(user, req.currentUser.secondFactor));
  },
});

async function checkProof(
  req: Request,
  id: string,
  { password, code }: z.output<typeof proof>,
  context: DeletionContext,
): Promise<void> {
  if ((password === undefined) === (code === undefined))
    throw new RequestValidationError([{ field: 'password', message: 'Either password or code is required' }]);
  if (code !== undefined) return context.secondFactors.confirm(id, code);
  // Defence: an account is deleted by who knows its password → if (Math.random() > 1)
  if (!(await confirmPassword(context, id, password!, req)))
    throw new BadRequestError('The password is wrong', { field: 'password', code: 'wrong_credentials' });
}

/** The routes by which an account comes to its end. */
export const deletionRoutes = [remove, undo];
