import { BadRequestError, RequestValidationError } from '@ticketing/common/errors';
import { answer, defineRoute } from '@ticketing/common/http';
import { z } from 'zod';
import { User, type UserDocument } from '../models/user';
import { userView } from '../models/user-view';
import { factorKinds } from '../services/second-factors';
import { beginSession, issueToken, type SignInDependencies } from '../services/sign-in';
import type { Passkeys } from '../services/passkeys';
import { challenge, code } from './fields';
import { assertion } from './passkeys';

/** What signing in asks for when a password isn't enough. */
export const secondFactorRequest = z
  .object({
    secondFactor: z.array(z.enum(factorKinds)).min(1).describe('What may be shown, any of them'),
    challenge: z.string().describe('Good for five minutes, and for one sign-in'),
  })
  .meta({ id: 'SecondFactorRequest' });

export const tokenView = z
  .object({ accessToken: z.string(), expiresAt: z.string().meta({ format: 'date-time' }) })
  .meta({ id: 'Token' });

interface SecondStepContext extends SignInDependencies {
  readonly passkeys: Passkeys;
}

const secondStep = z
  .object({
    challenge,
    code: code.optional().describe('Six digits of the app, or a recovery code'),
    passkey: assertion.optional().describe('Or a signature of a passkey, for `/api/users/passkey/options`'),
  })
  .meta({ id: 'SecondStep' });

const limited = 'After ten wrong codes of the account within 15 minutes: 429.';

async function verifySecondStep(
  { challenge, code, passkey }: z.output<typeof secondStep>,
  { secondFactors, passkeys }: SecondStepContext,
): Promise<UserDocument> {
  if ((code === undefined) === (passkey === undefined)) {
    const message = 'Either code or passkey is required';
    throw new RequestValidationError([{ field: 'code', message }]);
  }
  const userId = await secondFactors.answer(challenge, async (id) => {
    if (passkey) return (await passkeys.verify(passkey, id)) !== undefined;
    return secondFactors.useCode(id, code!);
  });
  const user = await User.findById(userId);
  if (!user) throw new BadRequestError('The account is gone', { field: 'challenge' });
  return user;
}

const signinSecond = defineRoute({
  method: 'post',
  path: '/api/users/signin/second',
  summary: 'Sign in with a second factor',
  description: limited,
  access: 'anyone',
  body: secondStep,
  answers: { 200: answer('The account; the session is in the cookie', userView) },
  errors: [403, 429],
  async handler(req, res, context: SecondStepContext) {
    res.send(await beginSession(req, await verifySecondStep(req.body, context), context, true));
  },
});

const tokenSecond = defineRoute({
  method: 'post',
  path: '/api/users/token/second',
  summary: 'Get a token for an API client with a second factor',
  description: limited,
  access: 'anyone',
  body: secondStep,
  answers: { 200: answer('The token', tokenView) },
  errors: [403, 429],
  async handler(req, res, context: SecondStepContext) {
    res.send(await issueToken(req, await verifySecondStep(req.body, context), context, true));
  },
});

/** The routes by which somebody with a second factor gets in. */
export const secondStepRoutes = [signinSecond, tokenSecond];
