import { expectOneFormOfIds, useTestDatabase } from '@ticketing/common/testing';
import { Passkey } from '../models/passkey';
import { bearerFor, createUser, testApp } from '../testing/auth-app';

jest.mock('../nats-wrapper');

describe('ids', () => {
  useTestDatabase();

  it('in capitals name the same thing in every path', async () => {
    const [admin, user] = [await createUser({ role: 'admin' }), await createUser()];
    const passkey = await Passkey.create({
      userId: user._id,
      name: 'My phone',
      credentialId: 'credential',
      publicKey: Buffer.from('key'),
      counter: 0,
      createdAt: new Date(),
    });
    const requests = {
      'patch /api/users/me/passkeys/{id}': {
        id: passkey._id.toHexString(),
        headers: { authorization: bearerFor(user) },
        body: { name: 'My key' },
      },
      'patch /api/users/{id}': {
        id: user._id.toHexString(),
        headers: { authorization: bearerFor(admin) },
        body: { status: 'approved' },
      },
    };
    // These can't be repeated.
    await expectOneFormOfIds(testApp().app, requests, [
      'delete /api/users/me/passkeys/{id}',
      'delete /api/users/me/sessions/{id}',
    ]);
  });
});
