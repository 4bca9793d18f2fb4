import { answer, defineRoute, field } from '@ticketing/common/http';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Request } from 'express';
import { z } from 'zod';
import type { PasskeyDocument } from '../models/passkey';
import { User } from '../models/user';
import { userView } from '../models/user-view';
import { commitChange } from '../services/account-changes';
import { type Passkeys, wrongPasskey } from '../services/passkeys';
import { beginSession, type SignInDependencies } from '../services/sign-in';
import { challenge, password } from './fields';
import { confirmedAccount, type FactorContext, ownAccount, recoveryCodesField } from './second-factors';

/** What the routes work with. */
export interface PasskeyContext extends FactorContext, SignInDependencies {
  readonly passkeys: Passkeys;
}

/** Characters of what a browser sends of a passkey, in all. */
const RESPONSE_MAX = 20_000;

const passkeyName = field.text('Name', { max: 60 });

const passkeyView = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: z.date(),
    lastUsedAt: z.date().nullable(),
  })
  .meta({ id: 'Passkey' });

const presentPasskey = ({ _id, name, createdAt, lastUsedAt }: PasskeyDocument) => ({
  id: _id.toHexString(),
  name,
  createdAt,
  lastUsedAt: lastUsedAt ?? null,
});

/** What `PublicKeyCredential.toJSON()` gives, of which the library looks at each part. */
function credential<T extends RegistrationResponseJSON | AuthenticationResponseJSON>(id: string) {
  const message = 'passkey must be what PublicKeyCredential.toJSON() gives';
  return z
    .custom<T>((value) => isCredential(value) && JSON.stringify(value).length <= RESPONSE_MAX, message)
    .meta({ id, type: 'object', required: ['id', 'rawId', 'type', 'response', 'clientExtensionResults'] });
}

function isCredential(value: unknown): boolean {
  const { id, response } = (value ?? {}) as { id?: unknown; response?: { clientDataJSON?: unknown } };
  return typeof id === 'string' && typeof response?.clientDataJSON === 'string';
}

/** A signature of a passkey. */
export const assertion = credential<AuthenticationResponseJSON>('PasskeyAssertion');

const options = <T>(description: string, id: string) =>
  answer(description, z.custom<T>().meta({ id, type: 'object' }));

const list = defineRoute({
  method: 'get',
  path: '/api/users/me/passkeys',
  summary: 'The own passkeys',
  access: 'signed-in',
  answers: { 200: answer('Oldest first', z.array(passkeyView)) },
  async handler(req, res, { passkeys }: PasskeyContext) {
    const user = await ownAccount(req);
    res.send((await passkeys.list(user._id.toHexString())).map(presentPasskey));
  },
});

const begin = defineRoute({
  method: 'post',
  path: '/api/users/me/passkeys/options',
  summary: 'Begin to add a passkey',
  access: 'signed-in',
  body: z.object({ password }),
  answers: {
    200: options<PublicKeyCredentialCreationOptionsJSON>(
      'For `PublicKeyCredential.parseCreationOptionsFromJSON`, good for five minutes',
      'PasskeyCreationOptions',
    ),
  },
  errors: [429],
  async handler(req, res, context: PasskeyContext) {
    res.send(await context.passkeys.creationOptions(await confirmedAccount(req, context)));
  },
});

const add = defineRoute({
  method: 'post',
  path: '/api/users/me/passkeys',
  summary: 'Add a passkey',
  description: 'From then on signing in by password asks for a second factor.',
  access: 'signed-in',
  body: z.object({
    passkey: credential<RegistrationResponseJSON>('PasskeyCreation'),
    name: passkeyName,
  }),
  answers: {
    201: answer(
      'The passkey; with recovery codes, shown this once, when the account had none',
      passkeyView.extend({ recoveryCodes: recoveryCodesField.optional() }).meta({ id: 'NewPasskey' }),
    ),
  },
  errors: [409],
  async handler(req, res, context: PasskeyContext) {
    const { passkeys, secondFactors } = context;
    const user = await ownAccount(req);
    const userId = user._id.toHexString();
    const { passkey: response, name } = req.body;
    const commit = commitChange(context, req as Request, user, 'passkey.added');
    let recoveryCodes: string[] | undefined;
    const passkey = await passkeys.add(userId, { response, name }, (work) =>
      commit(async (session) => {
        const added = await work(session);
        recoveryCodes = await secondFactors.firstRecoveryCodes(userId, session);
        return added;
      }),
    );
    res.status(201).send({ ...presentPasskey(passkey), ...(recoveryCodes ? { recoveryCodes } : {}) });
  },
});

const rename = defineRoute({
  method: 'patch',
  path: '/api/users/me/passkeys/:id',
  summary: 'Rename a passkey',
  access: 'signed-in',
  body: z.object({ name: passkeyName }),
  answers: { 200: answer('The passkey', passkeyView) },
  async handler(req, res, { passkeys }: PasskeyContext) {
    const user = await ownAccount(req);
    res.send(presentPasskey(await passkeys.rename(user._id.toHexString(), req.params.id, req.body.name)));
  },
});

const remove = defineRoute({
  method: 'delete',
  path: '/api/users/me/passkeys/:id',
  summary: 'Remove a passkey',
  access: 'signed-in',
  body: z.object({ password }),
  answers: { 204: answer('It is gone') },
  errors: [429],
  async handler(req, res, context: PasskeyContext) {
    const user = await confirmedAccount(req, context);
    const userId = user._id.toHexString();
    const commit = commitChange(context, req as Request, user, 'passkey.removed');
    await commit(async (session) => {
      await context.passkeys.remove(userId, req.params.id, session);
      await context.secondFactors.dropUselessCodes(userId, session);
    });
    res.status(204).end();
  },
});

const signinOptions = defineRoute({
  method: 'post',
  path: '/api/users/passkey/options',
  summary: 'Begin to sign in with a passkey',
  description: 'With the challenge of a sign-in, as its second factor; without one, instead of a password.',
  access: 'anyone',
  body: z.object({ challenge: challenge.optional() }),
  bodyOptional: true,
  answers: {
    200: options<PublicKeyCredentialRequestOptionsJSON>(
      'For `PublicKeyCredential.parseRequestOptionsFromJSON`, good for five minutes',
      'PasskeyRequestOptions',
    ),
  },
  async handler(req, res, { passkeys, secondFactors }: PasskeyContext) {
    const { challenge } = req.body;
    const userId = challenge === undefined ? undefined : await secondFactors.challenged(challenge);
    res.send(await passkeys.assertionOptions(userId));
  },
});

const signin = defineRoute({
  method: 'post',
  path: '/api/users/passkey/signin',
  summary: 'Sign in with a passkey, instead of a password',
  description: 'It has to have made sure who uses it, so that no other factor is asked for.',
  access: 'anyone',
  body: z.object({ passkey: assertion }),
  answers: { 200: answer('The account; the session is in the cookie', userView) },
  async handler(req, res, context: PasskeyContext) {
    const user = await User.findById(await context.passkeys.verify(req.body.passkey));
    if (!user) throw wrongPasskey();
    res.send(await beginSession(req, user, context, true));
  },
});

/** The routes of passkeys. */
export const passkeyRoutes = [list, begin, add, rename, remove, signinOptions, signin];
