import { queryPlans, useTestDatabase } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { bearerFor, createUser, testApp } from '../testing/auth-app';

jest.mock('../nats-wrapper');

describe('how users are found', () => {
  useTestDatabase();

  it.each(['', '&role=customer', '&status=approved', '&q=ada'])(
    'scans an index, never the collection, for each page of %s',
    async (filter) => {
      const admin = await createUser({ email: 'root@example.com', role: 'admin' });
      for (let i = 0; i < 3; i++) await createUser({ email: `ada${i}@example.com` });
      const { app } = testApp();
      const get = (path: string) => request(app).get(path).set('Authorization', bearerFor(admin)).expect(200);
      const plans = await queryPlans(mongoose.connection, async () => {
        const first = await get(`/api/users?limit=2${filter}`);
        await get(/<(.*)>/.exec(first.headers['link'] as string)![1]!);
      });
      expect(plans.length).toBeGreaterThanOrEqual(2);
      for (const { plan, sorted } of plans) {
        expect(plan).toMatch(/^(IXSCAN|IDHACK)/);
        expect(sorted).toBe(false);
      }
    },
  );
});
