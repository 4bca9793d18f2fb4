import { Subjects } from '@ticketing/common/contracts';
import { bearer, useTestDatabase } from '@ticketing/common/testing';
import request from 'supertest';
import type { UserDocument } from '../models/user';
import { bearerFor, createUser, publishedEvents, testApp, testPassword } from '../testing/auth-app';

jest.mock('../nats-wrapper');
useTestDatabase();

let user: UserDocument;
beforeEach(async () => {
  jest.clearAllMocks();
  user = await createUser({ email: 'ada@example.com' });
});

const patch = (
  { app }: Pick<ReturnType<typeof testApp>, 'app'>,
  body: object,
  authorization = bearerFor(user),
) => request(app).patch('/api/users/me').set('Authorization', authorization).send(body);
const login = ({ app }: Pick<ReturnType<typeof testApp>, 'app'>, password: string) =>
  request(app).post('/api/users/signin').send({ email: user.email, password });

describe('PATCH /api/users/me', () => {
  it('changes the name and tells of it', async () => {
    const service = testApp();
    const { body } = await patch(service, { name: ' Countess ' }).expect(200);
    expect(body.name).toBe('Countess');
    expect(await publishedEvents(service.outbox)).toEqual([
      { subject: Subjects.UserUpdated, data: { ...body, version: 1 } },
    ]);
  });

  it('to the same name tells nothing', async () => {
    const service = testApp();
    await patch(service, { name: 'Ada' }).expect(200);
    expect(await publishedEvents(service.outbox)).toEqual([]);
  });

  it('changes the password, which nobody is told of', async () => {
    const service = testApp();
    await patch(service, { currentPassword: testPassword, newPassword: 'another password' }).expect(200);
    await login(service, 'another password').expect(200);
    await login(service, testPassword).expect(400);
    expect(await publishedEvents(service.outbox)).toEqual([]);
  });

  it('refuses a wrong current password, and the eleventh whatever it is, which keeps nobody from signing in', async () => {
    const service = testApp();
    const wrong = { currentPassword: 'wrong password', newPassword: 'another password' };
    for (let n = 0; n < 10; n += 1) {
      const { body } = await patch(service, wrong).expect(400);
      expect(body.errors[0].field).toBe('currentPassword');
    }
    await patch(service, wrong).expect(429);
    await patch(service, { ...wrong, currentPassword: testPassword }).expect(429);
    await login(service, testPassword).expect(200);
  });

  it.each([
    ['nothing', {}, ['name', 'newPassword']],
    ['a new password without the current', { newPassword: 'another password' }, ['currentPassword']],
    ['a short new password', { newPassword: 'short', currentPassword: testPassword }, ['newPassword']],
    ['an empty name', { name: '' }, ['name']],
    ['a name that poses as staff', { name: 'Аdmin' }, ['name']],
  ])('refuses %s and names the field', async (_name, change, fields) => {
    const { body } = await patch(testApp(), change).expect(400);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(fields);
  });

  it('is not for those who are not signed in, or whose account is gone', async () => {
    const service = testApp();
    await request(service.app).patch('/api/users/me').send({ name: 'Eve' }).expect(401);
    await patch(service, { name: 'Eve' }, bearer()).expect(401);
    await patch(service, { name: 'Eve' }, bearer({ id: 'x' })).expect(401);
    await patch(service, { currentPassword: testPassword, newPassword: 'another password' }, bearer()).expect(
      401,
    );
  });
});
