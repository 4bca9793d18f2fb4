import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';

/** The database of a spec file. */
export interface TestDatabase {
  readonly connection: mongoose.Connection;
  /** Address with the database's name, for a process of its own. */
  readonly uri: string;
}

/**
 * Connects Mongoose to a database that only this spec file has, emptied before each test (indexes stay) and dropped at
 * the end. Call it at the top of a spec or a describe.
 */
export function useTestDatabase(): TestDatabase {
  let uri = '';
  beforeAll(async () => {
    const base = process.env['TEST_MONGO_URI'];
    if (!base) throw new Error('TEST_MONGO_URI is not set: the global setup of jest starts the server');
    const address = new URL(base);
    address.pathname = `/spec-${randomBytes(6).toString('hex')}`;
    uri = address.toString();
    await mongoose.connect(uri);
    await Promise.all(Object.values(mongoose.connection.models).map((model) => model.init()));
  });
  beforeEach(async () => {
    const collections = await mongoose.connection.db?.collections();
    await Promise.all((collections ?? []).map((collection) => collection.deleteMany({})));
  });
  afterAll(async () => {
    await mongoose.connection.dropDatabase();
    await mongoose.disconnect();
  });
  return {
    get connection() {
      return mongoose.connection;
    },
    get uri() {
      return uri;
    },
  };
}
