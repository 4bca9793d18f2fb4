import { bearer, useTestDatabase } from '@ticketing/common/testing';
import request from 'supertest';
import type { UserDocument } from '../models/user';
import { bearerFor, createUser, testApp } from '../testing/auth-app';

jest.mock('../nats-wrapper');
useTestDatabase();

let admin: UserDocument;
beforeEach(async () => {
  admin = await createUser({ email: 'root@example.com', name: 'Root', role: 'admin' });
});

const list = (query = '', authorization = bearerFor(admin)) =>
  request(testApp().app).get(`/api/users${query}`).set('Authorization', authorization);
const emails = (body: { email: string }[]) => body.map(({ email }) => email);

describe('GET /api/users', () => {
  it('shows accounts to an admin, newest first, without anything secret', async () => {
    const ada = await createUser({ email: 'ada@example.com' });
    const { body } = await list().expect(200);
    const unverified = { emailVerified: false };
    expect(body).toEqual([
      {
        ...unverified,
        id: ada.id,
        email: 'ada@example.com',
        name: 'Ada',
        role: 'customer',
        status: 'approved',
      },
      {
        ...unverified,
        id: admin.id,
        email: 'root@example.com',
        name: 'Root',
        role: 'admin',
        status: 'approved',
      },
    ]);
  });

  it('goes through all accounts page by page', async () => {
    for (let n = 0; n < 4; n += 1) await createUser({ email: `user${n}@example.com` });
    const seen: string[] = [];
    const totals: unknown[] = [];
    let next: string | undefined = '?limit=2';
    while (next !== undefined) {
      const { body, headers }: request.Response = await list(next).expect(200);
      expect(body.length).toBeLessThanOrEqual(2);
      seen.push(...emails(body));
      totals.push(headers['x-total-count']);
      next = /<\/api\/users([^>]+)>; rel="next"/.exec(headers['link'] ?? '')?.[1];
    }
    expect(seen).toEqual([
      'user3@example.com',
      'user2@example.com',
      'user1@example.com',
      'user0@example.com',
      'root@example.com',
    ]);
    expect(totals).toEqual(['5', undefined, undefined]);
  });

  it('filters by role and status', async () => {
    await createUser({ email: 'new@example.com', role: 'engineer', status: 'pending' });
    await createUser({ email: 'old@example.com', role: 'engineer', status: 'approved' });
    await createUser({ email: 'ada@example.com' });
    expect(emails((await list('?role=engineer')).body)).toEqual(['old@example.com', 'new@example.com']);
    expect(emails((await list('?role=engineer&status=pending')).body)).toEqual(['new@example.com']);
  });

  it('finds a part of the address or the name, whatever its case, and takes it as text', async () => {
    await createUser({ email: 'ada.l@example.com', name: 'Countess' });
    await createUser({ email: 'x@example.com', name: 'Adam' });
    expect(emails((await list('?q=ADA')).body)).toEqual(['x@example.com', 'ada.l@example.com']);
    expect(emails((await list('?q=a.l')).body)).toEqual(['ada.l@example.com']);
    expect(emails((await list('?q=.*')).body)).toEqual([]);
    expect(emails((await list('?q=%20')).body)).toHaveLength(3);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['after=nonsense', 'after'],
    ['role=king', 'role'],
    ['role=admin&role=customer', 'role'],
    ['status=dead', 'status'],
    ['q=a&q=b', 'q'],
    [`q=${'a'.repeat(101)}`, 'q'],
  ])('refuses ?%s and names the parameter', async (query, field) => {
    const { body } = await list(`?${query}`).expect(400);
    expect(body.errors[0].field).toBe(field);
  });

  it('is not for others than acting admins', async () => {
    const { app } = testApp();
    await request(app).get('/api/users').expect(401);
    await list('', bearerFor(await createUser())).expect(401);
    await list('', bearerFor(await createUser({ role: 'admin', status: 'pending' }))).expect(401);
    await list('', bearerFor(await createUser({ role: 'admin', status: 'suspended' }))).expect(403);
  });

  it('is closed to an admin from the moment the role is taken, whatever the session says', async () => {
    const former = await createUser({ role: 'customer' });
    await list('', bearer({ id: former.id, role: 'admin' })).expect(401);
  });
});
