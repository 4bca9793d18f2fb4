import mongoose from 'mongoose';
import { queryPlans } from './query-plans';
import { useTestDatabase } from './test-database';

describe('queryPlans', () => {
  useTestDatabase();
  const things = () => mongoose.connection.collection('things');

  beforeEach(async () => {
    await things().createIndex({ name: 1 });
    await things().insertMany([{ name: 'a' }, { name: 'b' }]);
  });

  it('tells an index from a scan of the collection, and a sort', async () => {
    const plans = await queryPlans(mongoose.connection, async () => {
      await things().find({ name: 'a' }).toArray();
      await things().find({ size: 1 }).sort({ size: 1 }).toArray();
    });
    expect(plans).toEqual([
      { collection: 'things', plan: 'IXSCAN { name: 1 }', sorted: false },
      { collection: 'things', plan: 'COLLSCAN', sorted: true },
    ]);
  });

  it('tells of its own work only', async () => {
    await queryPlans(mongoose.connection, () => things().find({ size: 1 }).toArray());
    await things().find({ size: 1 }).toArray();
    expect(await queryPlans(mongoose.connection, () => things().find({ name: 'a' }).toArray())).toHaveLength(
      1,
    );
  });
});
