import { randomUUID } from 'node:crypto';
import type { NotificationRequest } from '../domain/notification';
import { rowOf } from '../intake/store-rows';
import type { NotificationCollection, NotificationRow } from '../models/notification';

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
  const row = { ...rowOf(mailRequest(request), new Date()), ...state };
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
