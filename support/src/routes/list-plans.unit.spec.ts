import { queryPlans } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { as } from '../testing/report';
import { useTestService } from '../testing/use-desk';

jest.mock('../nats-wrapper');

const service = useTestService();

describe('how tickets of the help desk are found', () => {
  it.each(
    (['customer', 'engineer', 'admin'] as const).flatMap((role) => [
      [role, 'query'] as const,
      [role, 'command'] as const,
    ]),
  )('scans an index, never the collection, for the list of an %s and its total: %s', async (role, op) => {
    const user = await service.user(role);
    for (const title of ['one', 'two', 'three']) await as(service, user).report({ title });
    const plans = await queryPlans(mongoose.connection, () => as(service, user).get('?limit=2').expect(200), {
      op,
    });
    expect(plans.length).toBeGreaterThan(0);
    for (const { plan } of plans) expect(plan).toMatch(/^(IXSCAN|IDHACK|EOF)/);
  });
});
