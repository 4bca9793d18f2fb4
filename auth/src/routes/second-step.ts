import { BadRequestError } from '@ticketing/common/errors';
import { answer, defineRoute } from '@ticketing/common/http';
import { z } from 'zod';
import { User, type UserDoc } from '../models/user';
import { userView } from '../models/user-view';
import { factorKinds } from '../services/second-factors';
import { beginSession, issueToken, type SignInDependencies } from '../services/sign-in';
import { challenge, code } from './fields';

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

const secondStep = z
  .object({
    challenge,
    code: code.describe('Six digits of the app, or a recovery code'),
  })
  .meta({ id: 'SecondStep' });

const limited = 'After ten wrong codes of the account within 15 minutes: 429.';

async function verifySecondStep(
  { challenge, code }: z.output<typeof secondStep>,
  { secondFactors }: SignInDependencies,
): Promise<UserDoc> {
  const userId = await secondFactors.answer(challenge, (id) =>
    /^\d{6}$/.test(code) ? secondFactors.useTotp(id, code) : secondFactors.useRecoveryCode(id, code),
  );
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
  errors: [429],
  async handler(req, res, context: SignInDependencies) {
    res.send(await beginSession(req, await verifySecondStep(req.body, context), context));
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
  errors: [429],
  async handler(req, res, context: SignInDependencies) {
    res.send(issueToken(await verifySecondStep(req.body, context), context));
  },
});

/** The routes by which somebody with a second factor gets in. */
export const secondStepRoutes = [signinSecond, tokenSecond];
