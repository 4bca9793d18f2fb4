import { randomUUID } from 'node:crypto';
import { ApiClient, baseUrl, eventually, type OrderBody } from '@ticketing/harness';
import { databases } from '@ticketing/infra';
import mongoose from 'mongoose';
import type { Stored } from './stored';

/** The services with a database that hear of an erasure. */
export const others = databases.filter((service) => service !== 'auth');

/** Somebody of whom every service has something; whoever wants to be an engineer is mailed about to admins. */
export async function leaveTraces(person: ApiClient, name: string, stored: Stored): Promise<OrderBody> {
  const seller = await ApiClient.signUp();
  const order = await person.reserve((await seller.sell()).id);
  const report = await person.post<{ id: string }>(
    '/crm/api/v1/tickets',
    { title: `Help for ${name}`, description: `Write to ${person.email}` },
    { 'idempotency-key': randomUUID() },
  );
  expect(report.status).toBe(201);
  const path = `/crm/api/v1/tickets/${report.body.id}/comments`;
  expect((await person.post(path, { text: `This is ${name}` })).status).toBe(201);
  const note = { type: 'EMAIL', receiver: person.email, message: `Note of ${name}`, uuid: randomUUID() };
  expect((await person.post('/notification', note)).status).toBe(202);
  await stored.collection('admissions', 'transfers').insertOne({
    admissionId: randomUUID(),
    title: 'Concert',
    fromUserId: seller.id,
    email: person.email,
    status: 'offered',
    createdAt: new Date(),
  } as never);
  const user = { id: person.id, version: 9, email: person.email, name, role: 'customer', status: 'approved' };
  const message = { subject: 'user:updated', sequence: 1, wire: JSON.stringify(user) };
  const at = new Date();
  await stored.collection('orders', 'dead_letters').insertOne({
    ...message,
    _id: `user:updated.${randomUUID()}`,
    error: 'x',
    attempts: 5,
    deadAt: at,
    redrives: 0,
  });
  await eventually(async () => {
    const known = await Promise.all(
      others.map((service) => stored.collection(service, 'users').findOne({ email: person.email })),
    );
    expect(known).not.toContain(null);
  }, 30_000);
  return order;
}

/** Asks for the deletion of the own account. */
export async function askForDeletion({ credentials }: ApiClient): Promise<void> {
  const response = await fetch(`${baseUrl()}/api/users/me`, {
    method: 'DELETE',
    headers: { ...credentials, 'content-type': 'application/json' },
    body: JSON.stringify({ password: 'a good password' }),
  });
  expect(response.status).toBe(202);
}

/** Lets the time in which a deletion can be undone be over, and waits until all services have erased what they had. */
export async function endTwoWeeks({ id }: ApiClient, stored: Stored): Promise<void> {
  const _id = new mongoose.Types.ObjectId(id);
  await stored.collection('auth', 'users').updateOne({ _id }, { $set: { deletionDueAt: new Date() } });
  await waitUntilErased(id, stored);
}

/** Waits until all services have erased what they had of an account. */
export async function waitUntilErased(id: string, stored: Stored): Promise<void> {
  const _id = new mongoose.Types.ObjectId(id);
  await eventually(async () => {
    const done = await Promise.all(
      others.map((service) => stored.collection(service, 'erasures').findOne({ _id: id })),
    );
    expect(done).not.toContain(null);
    const own = { _id, doneAt: { $exists: true } };
    expect(await stored.collection('auth', 'erasures').findOne(own)).not.toBeNull();
  }, 120_000);
}
