import { BadRequestError, NotAuthorizedError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import { answer, defineRoute } from '@ticketing/common/http';
import type { Request } from 'express';
import { z } from 'zod';
import { User, type UserDocument } from '../models/user';
import { type AccountChangeDependencies, commitChange } from '../services/account-changes';
import { confirmPassword, type LoginDependencies } from '../services/login';
import type { SecondFactors } from '../services/second-factors';
import { code, password } from './fields';

/** What the routes work with. */
export interface FactorContext extends LoginDependencies, AccountChangeDependencies {
  readonly secondFactors: SecondFactors;
}

export const recoveryCodesField = z
  .array(z.string())
  .describe('Each good once, in place of the other factors');

const recoveryCodes = z.object({ recoveryCodes: recoveryCodesField }).meta({ id: 'RecoveryCodes' });

const withPassword = z.object({ password });

/** The signed-in account. @throws NotAuthorizedError when it is gone. */
export async function ownAccount({ currentUser }: Request): Promise<UserDocument> {
  const id = parseObjectId(currentUser?.id);
  const user = id ? await User.findById(id) : null;
  if (!user) throw new NotAuthorizedError();
  return user;
}

/** The signed-in account, once its password is confirmed. @throws BadRequestError when it is wrong. */
export async function confirmedAccount(
  req: Request<unknown, unknown, { password: string }>,
  login: LoginDependencies,
): Promise<UserDocument> {
  const user = await ownAccount(req as Request);
  if (!(await confirmPassword(login, user._id.toHexString(), req.body.password, req as Request))) {
    throw new BadRequestError('The password is wrong', { field: 'password', code: 'wrong_credentials' });
  }
  return user;
}

const summary = defineRoute({
  method: 'get',
  path: '/api/users/me/second-factors',
  summary: 'What the own account has beside its password',
  access: 'signed-in',
  answers: {
    200: answer(
      'Its second factors',
      z
        .object({
          totp: z.boolean().describe('Whether an app makes codes'),
          passkeys: z.int().min(0),
          recoveryCodes: z.int().min(0).describe('How many are left'),
        })
        .meta({ id: 'SecondFactors' }),
    ),
  },
  async handler(req, res, { secondFactors }: FactorContext) {
    res.send(await secondFactors.summary((await ownAccount(req))._id.toHexString()));
  },
});

const setUpTotp = defineRoute({
  method: 'post',
  path: '/api/users/me/totp',
  summary: 'Set up an app that makes codes',
  description: 'It is asked for once a code of it is confirmed. 409 when one is set up already.',
  access: 'signed-in',
  answers: {
    200: answer(
      'The secret, for the app',
      z.object({ secret: z.string(), otpauthUrl: z.string() }).meta({ id: 'TotpSecret' }),
    ),
  },
  errors: [409],
  async handler(req, res, { secondFactors }: FactorContext) {
    const user = await ownAccount(req);
    res.send(await secondFactors.setUpTotp(user._id.toHexString(), user.email));
  },
});

const confirmTotp = defineRoute({
  method: 'post',
  path: '/api/users/me/totp/confirm',
  summary: 'Confirm the app with a code of it',
  access: 'signed-in',
  body: z.object({ code }),
  answers: { 200: answer('It is on; the recovery codes are shown this once', recoveryCodes) },
  errors: [409, 429],
  async handler(req, res, context: FactorContext) {
    const user = await ownAccount(req);
    const commit = commitChange(context, req as Request, user, 'totp.added');
    const { secondFactors } = context;
    res.send({
      recoveryCodes: await secondFactors.confirmTotp(user._id.toHexString(), req.body.code, commit),
    });
  },
});

const removeTotp = defineRoute({
  method: 'delete',
  path: '/api/users/me/totp',
  summary: 'Turn the app off',
  access: 'signed-in',
  body: withPassword,
  answers: { 204: answer('There is none any more') },
  errors: [429],
  async handler(req, res, context: FactorContext) {
    const user = await confirmedAccount(req, context);
    const commit = commitChange(context, req as Request, user, 'totp.removed');
    await context.secondFactors.removeTotp(user._id.toHexString(), commit);
    res.status(204).end();
  },
});

const renewRecoveryCodes = defineRoute({
  method: 'post',
  path: '/api/users/me/recovery-codes',
  summary: 'Get new recovery codes',
  description: 'Those of before are good no more.',
  access: 'signed-in',
  body: withPassword,
  answers: { 200: answer('They are shown this once', recoveryCodes) },
  errors: [429],
  async handler(req, res, context: FactorContext) {
    const user = await confirmedAccount(req, context);
    const commit = commitChange(context, req as Request, user, 'recovery-codes.renewed');
    const { secondFactors } = context;
    res.send({ recoveryCodes: await secondFactors.renewRecoveryCodes(user._id.toHexString(), commit) });
  },
});

/** The routes of second factors but for passkeys. */
export const secondFactorRoutes = [summary, setUpTotp, confirmTotp, removeTotp, renewRecoveryCodes];
