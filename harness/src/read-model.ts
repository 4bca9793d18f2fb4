import mongoose from 'mongoose';
import { eventually } from './eventually';

/**
 * Waits until a service knows what another one made, as its own database shows. A page asks again for a moment
 * only, so what comes next on it would fail on a system that is busy.
 *
 * @param fields what has to be known of it, besides that it is there
 */
export async function waitForReadModel(
  service: string,
  collection: 'shows' | 'tickets' | 'orders' | 'users',
  id: string,
  fields: object = {},
): Promise<void> {
  const uri = new URL(process.env['TEST_MONGO_URI'] ?? '');
  uri.pathname = `/${service}`;
  const connection = await mongoose.createConnection(uri.toString()).asPromise();
  try {
    // Some services keep ids as text.
    const ids = [new mongoose.Types.ObjectId(id), id];
    await eventually(async () => {
      const row = await connection
        .collection<{ _id: mongoose.Types.ObjectId | string }>(collection)
        .findOne({ _id: { $in: ids }, ...fields });
      if (!row) throw new Error(`${service} does not know ${id} in ${collection}`);
    }, 60_000);
  } finally {
    await connection.close();
  }
}
