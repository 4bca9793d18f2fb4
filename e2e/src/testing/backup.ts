import type { mongo } from 'mongoose';
import type { Stored } from './stored';

/** Every document of the databases, as they were at one moment. */
export interface Backup {
  readonly madeAt: Date;
  readonly collections: readonly { service: string; name: string; documents: mongo.Document[] }[];
}

/** What `mongodump --oplog` writes: all databases as of one moment, whoever writes meanwhile. */
export async function backUp(services: readonly string[], stored: Stored): Promise<Backup> {
  const collections: { service: string; name: string; documents: mongo.Document[] }[] = [];
  const session = stored.connection.getClient().startSession({ snapshot: true });
  const madeAt = new Date();
  try {
    for (const service of services)
      for (const { collectionName: name } of await stored.database(service).collections()) {
        // Numbers keep the types that they have in the database.
        const rows = stored.database(service).collection(name).find({}, { session, promoteValues: false });
        collections.push({ service, name, documents: await rows.toArray() });
      }
  } finally {
    await session.endSession();
  }
  return { madeAt, collections };
}

/** What `mongorestore --drop` does; indexes stay as they are. */
export async function restore({ collections }: Backup, client: mongo.MongoClient): Promise<void> {
  for (const service of new Set(collections.map((each) => each.service)))
    for (const each of await client.db(service).collections()) await each.deleteMany({});
  for (const { service, name, documents } of collections)
    if (documents.length > 0) await client.db(service).collection(name).insertMany(documents);
}
