import { BadRequestError, NotAuthorizedError, RequestValidationError } from '@ticketing/common/errors';
import { parseEmailAddress, parseObjectId } from '@ticketing/common/forms';
import {
  answer,
  cutPage,
  defineRoute,
  effectiveRole,
  pageAnswer,
  parsePage,
  schemaRule,
  sendPage,
  sendTotal,
} from '@ticketing/common/http';
import { containsText } from '@ticketing/common/mongo';
import type { Transaction } from '@ticketing/common/outbox';
import { body } from 'express-validator';
import type { QueryFilter } from 'mongoose';
import { z } from 'zod';
import { PASSWORD_MAX } from '../domain/password';
import { roles, statuses } from '../domain/role-and-status';
import { User, type UserFields, withAddress } from '../models/user';
import { presentOwn, presentUser, userView } from '../models/user-view';
import { checkName } from '../services/accounts';
import { confirmPassword, type LoginDependencies } from '../services/login';
import { name, newPassword, password, word } from './fields';

/** Characters of a search, at the most. */
const SEARCH_MAX = 100;
const SEARCH_MESSAGE = `q must be text of at most ${SEARCH_MAX} characters`;

const listQuery = z.object({
  role: word('role', roles),
  status: word('status', statuses),
  q: z
    .string(SEARCH_MESSAGE)
    .max(SEARCH_MAX, SEARCH_MESSAGE)
    .optional()
    .describe('A part of the address or the name'),
});

const list = defineRoute({
  method: 'get',
  path: '/api/users',
  summary: 'Accounts, newest first, for admins',
  access: 'admin',
  query: listQuery,
  answers: { 200: pageAnswer('Accounts', userView, { isCounted: true }) },
  async handler(req, res) {
    const page = parsePage(req, { readAfter: parseObjectId });
    const { limit, after } = page;
    const filter = toFilter(req.query);
    const [users] = await Promise.all([
      User.find({ ...filter, ...(after ? { _id: { $lt: after } } : {}) })
        .sort({ _id: -1 })
        .limit(limit + 1),
      // All of them are counted by an index, too.
      sendTotal(res, page, (most) =>
        User.countDocuments({ status: { $in: statuses }, ...filter }, { limit: most }),
      ),
    ]);
    const { items, nextAfter } = cutPage(users, limit, (user) => user._id.toHexString());
    sendPage(req, res, items.map(presentUser), { nextAfter });
  },
});

function toFilter({ role, status, q = '' }: z.infer<typeof listQuery>): QueryFilter<UserFields> {
  const text = q.trim().normalize('NFC');
  const address = parseEmailAddress(text);
  const part = containsText(text);
  return {
    ...(role ? { role } : {}),
    ...(status ? { status } : {}),
    ...(text ? { $or: [{ email: part }, { name: part }, ...(address ? [withAddress(address)] : [])] } : {}),
  };
}

const updateOwn = defineRoute({
  method: 'patch',
  path: '/api/users/me',
  summary: 'Change the own name or password',
  access: 'signed-in',
  body: z
    .object({
      name: name.optional(),
      newPassword: newPassword.optional(),
      currentPassword: z
        .custom<string>()
        .optional()
        .meta({ type: 'string', minLength: 1, maxLength: PASSWORD_MAX, writeOnly: true }),
    })
    .meta({ id: 'Profile', minProperties: 1, dependentRequired: { newPassword: ['currentPassword'] } }),
  rules: [schemaRule(body('currentPassword').if(body('newPassword').exists()), password)],
  answers: { 200: answer('The account', userView) },
  errors: [429],
  async handler(req, res, login: LoginDependencies) {
    const { name, newPassword, currentPassword = '' } = req.body;
    const id = parseObjectId(req.currentUser.id);
    if (name === undefined && newPassword === undefined) throw required('name', 'newPassword');
    if (!id) throw new NotAuthorizedError();
    if (name !== undefined && effectiveRole(req.currentUser) === 'customer') checkName(name);
    if (newPassword !== undefined && !(await confirmPassword(login, id, currentPassword, req))) {
      throw new BadRequestError('The current password is wrong', { field: 'currentPassword' });
    }
    const change = { ...(name ? { name } : {}), ...(newPassword ? { newPassword } : {}) };
    const act = { action: 'password.changed', actor: id, subject: id };
    const within = async (tx: Transaction) => {
      if (newPassword !== undefined) await login.audit.record(act, req, tx);
    };
    const { sid, secondFactor } = req.currentUser;
    const user = await login.accounts.changeProfile(id, change, { sid, within });
    res.send(presentOwn(user, secondFactor));
  },
});

const update = defineRoute({
  method: 'patch',
  path: '/api/users/:id',
  summary: 'Set role or status, for admins',
  description: 'The last acting admin keeps role and status. Only an engineer can be pending.',
  access: 'admin',
  body: z
    .object({ role: word('role', roles), status: word('status', statuses) })
    .meta({ id: 'RoleAndStatus', minProperties: 1 }),
  answers: { 200: answer('The account', userView) },
  async handler(req, res, { accounts, audit }: Pick<LoginDependencies, 'accounts' | 'audit'>) {
    const { role, status } = req.body;
    if (role === undefined && status === undefined) throw required('role', 'status');
    const change = { ...(role ? { role } : {}), ...(status ? { status } : {}) };
    const act = { action: 'account.changed', actor: req.currentUser.id, subject: req.params.id };
    const user = await accounts.changeRoleAndStatus(req.params.id, change, (before, after, tx) =>
      // Defence: who changes a role is in the audit log → Promise.resolve(),
      audit.record({ ...act, before: { ...before }, after: { ...after } }, req, tx),
    );
    res.send(presentUser(user));
  },
});

function required(...fields: [string, string]): RequestValidationError {
  const message = `${fields.join(' or ')} is required`;
  return new RequestValidationError(fields.map((field) => ({ message, field })));
}

/** The routes of accounts, in their order. */
export const accountRoutes = [list, updateOwn, update];
