import { NotAuthorizedError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import { answer, defineRoute, type SessionReader } from '@ticketing/common/http';
import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { defaultName } from '../domain/display-name';
import { newRoleAndStatus, signupRoles } from '../domain/role-and-status';
import { User } from '../models/user';
import { presentOwn, userView } from '../models/user-view';
import { noteOwn } from '../services/account-changes';
import { checkName, checkNewPassword } from '../services/accounts';
import { logIn, type LoginDependencies } from '../services/login';
import {
  askSecondFactor,
  beginSession,
  issueToken,
  presentToken,
  type SignInDependencies,
} from '../services/sign-in';
import { email, name, newPassword, password, word } from './fields';
import { secondFactorRequest, tokenView } from './second-step';

/** What the routes work with. */
export interface SessionContext extends LoginDependencies, SignInDependencies {
  readonly reader: SessionReader;
  /** Of accounts that one address may open. */
  readonly signupLimit: RequestHandler;
}

const credentials = z.object({ email, password }).meta({ id: 'Credentials' });
const session = answer('The account; the session is in the cookie', userView);
const limited =
  'After 10 failures of a client at the account, 50 of all clients that it doesn’t know, or 100 of the address, within 15 ' +
  'minutes: 429. A device that has logged in before has a count of its own.';

const signup = defineRoute({
  method: 'post',
  path: '/api/users/signup',
  summary: 'Open an account and sign in',
  description: 'An engineer has the rights of a customer until an admin approves. Nobody signs up as admin.',
  access: 'anyone',
  limit: ({ signupLimit }: SessionContext) => signupLimit,
  errors: [429],
  body: z
    .object({
      email,
      password: newPassword,
      name: name.optional().describe('Default: `Guest` and four hexadecimal digits'),
      role: word('role', signupRoles).meta({ default: 'customer' }),
    })
    .meta({ id: 'NewUser' }),
  answers: { 201: session },
  async handler(req, res, context: SessionContext) {
    const { email, password, name = defaultName(), role = 'customer' } = req.body;
    checkName(name);
    checkNewPassword(password, { email, name }, 'password');
    const note = noteOwn(context.audit, req as Request, 'account.opened');
    const user = await context.accounts.open(
      { email, password, name, ...newRoleAndStatus(role) },
      (opened, tx) => note(opened._id.toHexString(), tx),
    );
    res.status(201).send(await beginSession(req, user, context));
  },
});

const signin = defineRoute({
  method: 'post',
  path: '/api/users/signin',
  summary: 'Sign in',
  description: `A wrong address and a wrong password get the same answer. An account with a second factor gets no session yet: \`POST /api/users/signin/second\` begins it. ${limited}`,
  access: 'anyone',
  body: credentials,
  answers: {
    200: answer(
      'The account, with the session in the cookie; or what to show beside the password',
      z.union([userView, secondFactorRequest]),
    ),
  },
  errors: [403, 429],
  async handler(req, res, context: SessionContext) {
    const user = await logIn(context, req.body, req);
    res.send((await askSecondFactor(user, context)) ?? (await beginSession(req, user, context)));
  },
});

const token = defineRoute({
  method: 'post',
  path: '/api/users/token',
  summary: 'Get a token for an API client',
  description: `For \`Authorization: Bearer\` or \`x-access-token\`. ${limited}`,
  access: 'anyone',
  body: credentials,
  answers: {
    200: answer('The token; or what to show beside the password', z.union([tokenView, secondFactorRequest])),
  },
  errors: [403, 429],
  async handler(req, res, context: SessionContext) {
    const user = await logIn(context, req.body, req);
    res.send((await askSecondFactor(user, context)) ?? (await issueToken(req, user, context)));
  },
});

const renewToken = defineRoute({
  method: 'post',
  path: '/api/users/token/renew',
  summary: 'Get a new token for an API client',
  description:
    'The old one is sent as for any other request, and may have expired, as long as its session lives: 12 hours after ' +
    'it was last renewed, 30 days at the most.',
  access: 'anyone',
  answers: { 200: answer('The token', tokenView) },
  errors: [401, 403],
  async handler(req, res, { sessions, reader }: SessionContext) {
    const token = reader.token(req);
    const renewed = token === undefined ? null : await sessions.renew(token);
    if (!renewed) throw new NotAuthorizedError();
    res.send(presentToken(renewed));
  },
});

const signout = defineRoute({
  method: 'post',
  path: '/api/users/signout',
  summary: 'Sign out',
  access: 'anyone',
  answers: {
    200: answer(
      'The cookie is gone',
      z.custom<Record<string, never>>().meta({ type: 'object', maxProperties: 0 }),
    ),
  },
  async handler(req, res, { sessions, reader, audit }: SessionContext) {
    const token = reader.token(req);
    const note = noteOwn(audit, req, 'session.signed-out');
    // Defence: signing out ends the session → ;
    if (token !== undefined) await sessions.endByToken(token, note);
    req.session = null;
    res.send({});
  },
});

const currentUser = defineRoute({
  method: 'get',
  path: '/api/users/currentuser',
  summary: 'Who is signed in',
  description: 'Renews the session in the cookie, as long as it lives, before its token expires or after.',
  access: 'anyone',
  answers: {
    200: answer('The account as it is now, or null', z.object({ currentUser: userView.nullable() })),
  },
  errors: [403],
  async handler(req, res, { sessions, reader }: SessionContext) {
    const cookie: unknown = req.session?.['jwt'];
    if (typeof cookie === 'string' && cookie === reader.token(req)) {
      const renewed = await sessions.renew(cookie);
      if (renewed) req.session = { jwt: renewed.token };
      else if (!req.currentUser) req.session = null;
      if (renewed) return void res.send({ currentUser: renewed.view });
    }
    const id = parseObjectId(req.currentUser?.id);
    const user = id ? await User.findById(id) : null;
    res.send({ currentUser: user && presentOwn(user, req.currentUser?.secondFactor) });
  },
});

/** The routes by which a session begins, is asked for and ends. */
export const sessionRoutes = [signup, signin, token, renewToken, signout, currentUser];
