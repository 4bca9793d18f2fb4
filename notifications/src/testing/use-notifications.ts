import { waitFor } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { type NotificationCollection, type NotificationRow, notificationsOf } from '../models/notification';

/** A look into the database that replicas of a spec share. */
export interface Notifications {
  collection: NotificationCollection;
  all: () => Promise<NotificationRow[]>;
  /** Waits until nothing is outstanding. */
  settled: (count: number, timeout?: number) => Promise<NotificationRow[]>;
}

/** Opens the database for a spec, empties it before each test and drops it at the end. */
export function useNotifications(mongoUri: () => string): Notifications {
  const notifications = {} as Notifications;
  let connection: mongoose.Connection;
  beforeAll(async () => {
    connection = await mongoose.createConnection(mongoUri()).asPromise();
    const collection = notificationsOf(connection);
    notifications.collection = collection;
    notifications.all = () => collection.find().toArray();
    notifications.settled = async (count, timeout = 60_000) => {
      const final = { status: { $in: ['PROCESSED' as const, 'DEAD' as const] } };
      await waitFor(async () => (await collection.countDocuments(final)) === count, {
        timeout,
        interval: 50,
      });
      const rows = await notifications.all();
      expect(rows).toHaveLength(count);
      return rows;
    };
  });
  beforeEach(() => notifications.collection.deleteMany({}));
  afterAll(async () => {
    try {
      await connection.dropDatabase();
    } finally {
      await connection.close(true);
    }
  });
  return notifications;
}
