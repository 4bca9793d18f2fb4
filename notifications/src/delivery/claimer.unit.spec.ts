import { stored } from '../testing/stored';
import { useWorkers } from '../testing/test-worker';
import { Claimer } from './claimer';

jest.mock('../nats-wrapper');

const workers = useWorkers();

describe('a lease that ran out', () => {
  const interrupted = () =>
    stored(workers.collection, {}, { status: 'SENDING', claim: 'gone', dueAt: new Date(Date.now() - 1_000) });

  it('passes to the next, who writes down that an answer is missing', async () => {
    const { _id } = await interrupted();
    const { rows } = await new Claimer(workers.collection, 10_000).claim('EMAIL', 10);
    expect(rows.map((row) => row._id)).toEqual([_id]);
    expect((await workers.row(_id)).attempts).toMatchObject([{ outcome: 'unknown' }]);
  });

  it('does not, when the answer is stored just then', async () => {
    const { _id } = await interrupted();
    const { collection } = workers;
    const updateMany = collection.updateMany.bind(collection);
    const late = jest.spyOn(collection, 'updateMany').mockImplementation(async (...args) => {
      const claimed = await updateMany(...args);
      await collection.updateOne(
        { _id },
        { $set: { status: 'PROCESSED' }, $unset: { dueAt: '', claim: '' } },
      );
      return claimed;
    });
    const { rows } = await new Claimer(collection, 10_000).claim('EMAIL', 10);
    late.mockRestore();
    expect(rows).toEqual([]);
    expect(await workers.row(_id)).not.toHaveProperty('attempts');
  });
});
