import { queryPlans, signin, testUser } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { useSendingParts } from '../testing/sending-parts';
import { stored } from '../testing/stored';

jest.mock('../nats-wrapper');

const parts = useSendingParts();

describe('how the inbox is found', () => {
  it.each(['', '&type=EMAIL'])(
    'scans an index, never the collection, and sorts nothing: %s',
    async (query) => {
      const me = testUser();
      for (let n = 0; n < 5; n += 1)
        await stored(parts.sending.collection, { userId: me.id, text: `n${n}` }, {});
      const get = (path: string) => request(parts.app).get(path).set('Cookie', signin(me)).expect(200);
      const plans = await queryPlans(mongoose.connection, async () => {
        const first = await get(`/api/notifications?limit=2${query}`);
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
