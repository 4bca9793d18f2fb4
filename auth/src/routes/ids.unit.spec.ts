import { expectOneFormOfIds, useTestDatabase } from '@ticketing/common/testing';
import { bearerFor, createUser, testApp } from '../testing/auth-app';

jest.mock('../nats-wrapper');

describe('ids', () => {
  useTestDatabase();

  it('in capitals name the same account in every path', async () => {
    const [admin, user] = [await createUser({ role: 'admin' }), await createUser()];
    await expectOneFormOfIds(testApp().app, {
      'patch /api/users/{id}': {
        id: user._id.toHexString(),
        headers: { authorization: bearerFor(admin) },
        body: { status: 'approved' },
      },
    });
  });
});
