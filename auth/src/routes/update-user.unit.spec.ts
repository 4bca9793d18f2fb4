import { Subjects } from '@ticketing/common/contracts';
import { useTestDatabase } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { User, type UserDocument } from '../models/user';
import { bearerFor, createUser, publishedEvents, testApp } from '../testing/auth-app';

jest.mock('../nats-wrapper');
useTestDatabase();

let admin: UserDocument;
beforeEach(async () => {
  jest.clearAllMocks();
  admin = await createUser({ role: 'admin' });
});

const patch = ({ app }: Pick<ReturnType<typeof testApp>, 'app'>, id: string, body: object, by = admin) =>
  request(app).patch(`/api/users/${id}`).set('Authorization', bearerFor(by)).send(body);

describe('PATCH /api/users/:id', () => {
  it('approves an engineer and tells of it with the next version', async () => {
    const engineer = await createUser({ role: 'engineer', status: 'pending' });
    const service = testApp();
    const { body } = await patch(service, engineer.id, { status: 'approved' }).expect(200);
    expect(body).toEqual({
      id: engineer.id,
      email: engineer.email,
      name: 'Ada',
      role: 'engineer',
      status: 'approved',
      emailVerified: false,
    });
    expect(await publishedEvents(service.outbox)).toEqual([
      { subject: Subjects.UserUpdated, data: { ...body, version: 1 } },
    ]);
  });

  it('changes role and status together', async () => {
    const user = await createUser();
    const { body } = await patch(testApp(), user.id, { role: 'engineer', status: 'suspended' }).expect(200);
    expect(body).toMatchObject({ role: 'engineer', status: 'suspended' });
  });

  it('keeps the password', async () => {
    const user = await createUser();
    const { passwordHash } = user;
    await patch(testApp(), user.id, { role: 'admin' }).expect(200);
    const after = await User.findById(user.id).select('+passwordHash');
    expect(after?.passwordHash).toBe(passwordHash);
  });

  it('that changes nothing raises no version and publishes nothing', async () => {
    const user = await createUser();
    const service = testApp();
    await patch(service, user.id, { role: 'customer', status: 'approved' }).expect(200);
    expect(await publishedEvents(service.outbox)).toEqual([]);
    expect((await User.findById(user.id))?.version).toBe(0);
  });

  it('raises the version by one per change, also when ten admins change at once', async () => {
    const user = await createUser({ role: 'engineer', status: 'pending' });
    const service = testApp();
    const statuses = ['approved', 'suspended'];
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => patch(service, user.id, { status: statuses[n % 2] })),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const versions = (await publishedEvents(service.outbox))
      .map(({ data }) => data.version)
      .sort((a, b) => a - b);
    expect(versions.length).toBeGreaterThan(0);
    expect(versions).toEqual(versions.map((_, n) => n + 1));
    expect((await User.findById(user.id))?.version).toBe(versions.length);
  });

  it.each([
    ['nothing', {}, ['role', 'status']],
    ['an unknown role', { role: 'king' }, ['role']],
    ['an unknown status', { status: 'gone' }, ['status']],
    ['a role that is an object', { role: { $ne: 1 } }, ['role']],
    ['a pending customer', { status: 'pending' }, ['status']],
  ])('refuses %s and names the field', async (_name, change, fields) => {
    const user = await createUser();
    const { body } = await patch(testApp(), user.id, change).expect(400);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(fields);
  });

  it.each([new mongoose.Types.ObjectId().toHexString(), 'not-an-id'])('does not find %s', async (id) => {
    await patch(testApp(), id, { role: 'customer' }).expect(404);
  });

  it('is not for others than acting admins', async () => {
    const user = await createUser();
    await request(testApp().app).patch(`/api/users/${user.id}`).send({ role: 'admin' }).expect(401);
    await patch(testApp(), user.id, { role: 'admin' }, user).expect(401);
    expect((await User.findById(user.id))?.role).toBe('customer');
  });

  describe('of the last acting admin', () => {
    it.each([
      [{ role: 'customer' }, 'role'],
      [{ status: 'suspended' }, 'status'],
    ])('refuses %j', async (change, field) => {
      await createUser({ role: 'admin', status: 'suspended' });
      const { body } = await patch(testApp(), admin.id, change).expect(400);
      expect(body.errors[0]).toMatchObject({ field, message: 'The last admin must stay an approved admin' });
    });

    it('leaves one of two who demote each other at once', async () => {
      for (let round = 0; round < 5; round += 1) {
        await User.deleteMany({});
        const [a, b] = [await createUser({ role: 'admin' }), await createUser({ role: 'admin' })];
        const service = testApp();
        const answers = await Promise.all([
          patch(service, b.id, { role: 'customer' }, a),
          patch(service, a.id, { role: 'customer' }, b),
        ]);
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
        expect(await User.countDocuments({ role: 'admin', status: 'approved' })).toBe(1);
      }
    });
  });
});
