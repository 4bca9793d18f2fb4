import { EMAIL_ADDRESS_MAX } from '@ticketing/common/forms';
import { openApi, openapi as doc } from '@ticketing/common/http';
import { NAME_MAX } from './domain/email';
import { PASSWORD_MAX, PASSWORD_MIN } from './domain/password';
import { roles, signupRoles, statuses } from './domain/standing';

const { errors, json, ok, page, pageParameters, pathId, ref, signedIn } = doc;
const tags = ['users'];
const email = { type: 'string', format: 'idn-email', maxLength: EMAIL_ADDRESS_MAX };
const name = { type: 'string', minLength: 1, maxLength: NAME_MAX };
const newPassword = { type: 'string', minLength: PASSWORD_MIN, maxLength: PASSWORD_MAX, writeOnly: true };
const password = { type: 'string', minLength: 1, maxLength: PASSWORD_MAX, writeOnly: true };
const role = { type: 'string', enum: [...roles] };
const status = { type: 'string', enum: [...statuses] };

const credentials = { required: true, content: json(ref('Credentials')) };
const limited = 'After 10 failures of the account, or 100 of the address, within 15 minutes: 429.';

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'auth',
  title: 'Accounts',
  description: 'Accounts, sessions and roles.',
  schemas: {
    User: {
      type: 'object',
      required: ['id', 'email', 'name', 'role', 'status'],
      properties: {
        id: { type: 'string' },
        email,
        name,
        role,
        status: { ...status, description: 'An engineer is pending until an admin approves' },
      },
    },
    NewUser: {
      type: 'object',
      required: ['email', 'password'],
      properties: {
        email,
        password: newPassword,
        name: { ...name, description: 'Default: what stands before the @' },
        role: { type: 'string', enum: [...signupRoles], default: 'customer' },
      },
    },
    Credentials: { type: 'object', required: ['email', 'password'], properties: { email, password } },
    Token: {
      type: 'object',
      required: ['accessToken', 'expiresAt'],
      properties: { accessToken: { type: 'string' }, expiresAt: { type: 'string', format: 'date-time' } },
    },
    Standing: { type: 'object', minProperties: 1, properties: { role, status } },
    Profile: {
      type: 'object',
      minProperties: 1,
      properties: { name, newPassword, currentPassword: password },
      dependentRequired: { newPassword: ['currentPassword'] },
    },
  },
  paths: {
    '/api/users/signup': {
      post: {
        summary: 'Open an account and sign in',
        description:
          'An engineer has the rights of a customer until an admin approves. Nobody signs up as admin.',
        tags,
        requestBody: { required: true, content: json(ref('NewUser')) },
        responses: {
          201: ok('The account; the session is in the cookie', ref('User')),
          ...errors(400, 403, 503),
        },
      },
    },
    '/api/users/signin': {
      post: {
        summary: 'Sign in',
        description: `A wrong address and a wrong password get the same answer. ${limited}`,
        tags,
        requestBody: credentials,
        responses: {
          200: ok('The account; the session is in the cookie', ref('User')),
          ...errors(400, 403, 429, 503),
        },
      },
    },
    '/api/users/token': {
      post: {
        summary: 'Get a token for an API client',
        description: `For \`Authorization: Bearer\` or \`x-access-token\`. ${limited}`,
        tags,
        requestBody: credentials,
        responses: { 200: ok('The token', ref('Token')), ...errors(400, 403, 429, 503) },
      },
    },
    '/api/users/signout': {
      post: {
        summary: 'Sign out',
        tags,
        responses: { 200: ok('The cookie is gone', { type: 'object', maxProperties: 0 }), ...errors(403) },
      },
    },
    '/api/users/currentuser': {
      get: {
        summary: 'Who is signed in',
        tags,
        responses: {
          200: ok('The account as it is now, or null', {
            type: 'object',
            required: ['currentUser'],
            properties: { currentUser: { oneOf: [ref('User'), { type: 'null' }] } },
          }),
        },
      },
    },
    '/api/users': {
      get: {
        summary: 'Accounts, newest first, for admins',
        tags,
        security: signedIn,
        parameters: [
          { name: 'role', in: 'query', schema: role },
          { name: 'status', in: 'query', schema: status },
          {
            name: 'q',
            in: 'query',
            description: 'A part of the address or the name',
            schema: { type: 'string', maxLength: 100 },
          },
          ...pageParameters,
        ],
        responses: { 200: page('Accounts', ref('User')), ...errors(400, 401) },
      },
    },
    '/api/users/me': {
      patch: {
        summary: 'Change the own name or password',
        tags,
        security: signedIn,
        requestBody: { required: true, content: json(ref('Profile')) },
        responses: { 200: ok('The account', ref('User')), ...errors(400, 401, 403, 429, 503) },
      },
    },
    '/api/users/{id}': {
      patch: {
        summary: 'Set role or status, for admins',
        description: 'The last acting admin keeps role and status. Only an engineer can be pending.',
        tags,
        security: signedIn,
        parameters: [pathId()],
        requestBody: { required: true, content: json(ref('Standing')) },
        responses: { 200: ok('The account', ref('User')), ...errors(400, 401, 403, 404) },
      },
    },
  },
});
