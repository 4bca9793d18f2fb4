import { randomUUID } from 'node:crypto';
import { waitFor } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { notificationRow } from '../intake/store-rows';
import {
  type NotificationRequest,
  type NotificationCollection,
  type NotificationRow,
  notificationCollection,
} from '../notification/notification';

/** A request for a mail, with what the spec wants of it. */
export function mailRequest(request: Partial<NotificationRequest> = {}): NotificationRequest {
  const uuid = randomUUID();
  return {
    uuid,
    type: 'EMAIL',
    receiver: `${uuid}@example.com`,
    text: 'Hello World',
    kind: 'direct',
    origin: 'api',
    ...request,
  };
}

/** Stores a notification in the state a spec begins with. */
export async function stored(
  collection: NotificationCollection,
  request: Partial<NotificationRequest> = {},
  state: Partial<NotificationRow> = {},
): Promise<NotificationRow> {
  const row = { ...notificationRow(mailRequest(request), new Date()), ...state };
  await collection.insertOne(row, { ignoreUndefined: true });
  return row;
}

/** A dead letter: refused for good at its first push. */
export function storedDead(
  collection: NotificationCollection,
  request: Partial<NotificationRequest> = {},
  state: Partial<NotificationRow> = {},
): Promise<NotificationRow> {
  const at = new Date();
  return stored(collection, request, {
    status: 'DEAD',
    version: 1,
    dueAt: undefined,
    tries: 1,
    deadAt: at,
    deadReason: 'refused',
    expireAt: new Date(at.getTime() + 1e9),
    attempts: [{ number: 1, at, tookMs: 3, outcome: 'refused', code: '550', error: '5.1.1 No such mailbox' }],
    ...state,
  });
}

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
    const collection = notificationCollection(connection);
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
