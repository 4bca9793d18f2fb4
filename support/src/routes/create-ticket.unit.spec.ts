import mongoose from 'mongoose';
import request from 'supertest';
import { Subjects } from '@ticketing/common/contracts';
import { bearer, signin, testToken } from '@ticketing/common/testing';
import { as, trouble } from '../testing/report';
import { useTestService } from '../testing/use-desk';
import { BASE } from './tickets';

jest.mock('../nats-wrapper');

const service = useTestService();
const anId = () => new mongoose.Types.ObjectId().toHexString();

it('opens a ticket and assigns it to an approved engineer', async () => {
  const engineer = await service.user('engineer', 'approved', 'Eve');
  const reporter = await service.user('customer', 'approved', 'Rita');

  const ticket = await as(service, reporter).report({ ticketPriority: '2' });

  expect(ticket).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    ...trouble,
    ticketPriority: 2,
    status: 'OPEN',
    reporter: reporter.id,
    reporterName: 'Rita',
    assignee: engineer.id,
    assigneeName: 'Eve',
    orderId: null,
    ticketId: null,
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
    version: 0,
    notifications: [],
  });
  expect(await service.openTickets(engineer.id)).toBe(1);
});

it('tells of the ticket in one event', async () => {
  const engineer = await service.user('engineer');
  const reporter = await service.user();
  const { id } = await as(service, reporter).report();

  const sent = await service.sent();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    subject: Subjects.SupportCreated,
    data: { id, version: 0, ...trouble, status: 'OPEN', reporter: reporter.id, assignee: engineer.id },
  });
  expect(sent[0]?.data).toMatchObject({
    actor: reporter.id,
    changes: expect.arrayContaining([{ field: 'assignee', from: null, to: engineer.id }]),
  });
});

it('leaves it unassigned when no engineer is approved', async () => {
  await service.user('engineer', 'pending');
  await service.user('engineer', 'suspended');
  const ticket = await as(service, await service.user()).report();
  expect(ticket.assignee).toBeNull();
});

it('has priority 4 unless told otherwise', async () => {
  const ticket = await as(service, await service.user()).report({ ticketPriority: undefined });
  expect(ticket.ticketPriority).toBe(4);
});

it('takes the session cookie, a bearer token or x-access-token', async () => {
  const user = await service.user();
  const post = () => request(service.app).post(BASE).send(trouble);
  await post().set('Cookie', signin(user)).expect(201);
  await post().set('Authorization', bearer(user)).expect(201);
  await post().set('x-access-token', testToken(user)).expect(201);
});

it('answers 401 to those who are not signed in', async () => {
  const { body } = await request(service.app).post(BASE).send(trouble).expect(401);
  expect(body.errors).toEqual([{ message: 'Not authorized', code: 'not_authorized' }]);
});

it.each([
  ['title', { title: undefined }],
  ['title', { title: '  ' }],
  ['title', { title: 'x'.repeat(201) }],
  ['title', { title: 'a\r\nBcc: eve@example.com' }],
  ['title', { title: { $ne: null } }],
  ['title', { title: ['a'] }],
  ['description', { description: undefined }],
  ['description', { description: '' }],
  ['description', { description: 'x'.repeat(10_001) }],
  ['description', { description: 7 }],
  ['description', { description: 'a\u0000b' }],
  ['ticketPriority', { ticketPriority: 0 }],
  ['ticketPriority', { ticketPriority: 5 }],
  ['ticketPriority', { ticketPriority: 'high' }],
  ['ticketPriority', { ticketPriority: null }],
  ['ticketPriority', { ticketPriority: [1] }],
  ['orderId', { orderId: 'x' }],
  ['orderId', { orderId: { $gt: '' } }],
  ['ticketId', { ticketId: 5 }],
])('answers 400 naming %s for %j', async (field, wrong) => {
  const { body } = await as(service, await service.user())
    .post('', { ...trouble, ...wrong })
    .expect(400);
  expect(body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
  expect(await service.sent()).toEqual([]);
});

it('names every field at fault', async () => {
  const { body } = await as(service, await service.user())
    .post('', { ticketPriority: 9 })
    .expect(400);
  expect(body.errors.map((error: { field: string }) => error.field)).toEqual([
    'title',
    'description',
    'ticketPriority',
  ]);
});

it('ignores what is not for the reporter to set', async () => {
  const reporter = await service.user();
  const ticket = await as(service, reporter).report({ status: 'CLOSED', reporter: anId(), version: 7 });
  expect(ticket).toMatchObject({ status: 'OPEN', reporter: reporter.id, version: 0 });
});

describe('a link', () => {
  const own = (kind: 'order' | 'ticket', _id: string, userId: string) =>
    mongoose.connection
      .collection<{ _id: string }>(`${kind}s`)
      .insertOne({ _id, version: 0, userId } as never);

  it.each(['order', 'ticket'] as const)('to one’s own %s is kept', async (kind) => {
    const reporter = await service.user();
    const id = anId();
    await own(kind, id, reporter.id);
    const ticket = await as(service, reporter).report({ [`${kind}Id`]: id.toUpperCase() });
    expect(ticket[`${kind}Id`]).toBe(id);
  });

  it.each(['order', 'ticket'] as const)(
    'to another’s %s, or an unknown one, is the same 400',
    async (kind) => {
      const [reporter, other, id] = [await service.user(), await service.user(), anId()];
      await own(kind, id, other.id);
      const post = (link: string) => as(service, reporter).post('', { ...trouble, [`${kind}Id`]: link });
      const taken = await post(id).expect(400);
      const unknown = await post(anId()).expect(400);
      expect(taken.body).toEqual(unknown.body);
      expect(taken.body.errors[0].field).toBe(`${kind}Id`);
    },
  );
});

describe('with an Idempotency-Key', () => {
  it('opens one ticket however often it is sent', async () => {
    await service.user('engineer');
    const reporter = await service.user();
    const post = () => as(service, reporter).post('', trouble).set('Idempotency-Key', 'once');
    const first = await post().expect(201);
    const second = await post().expect(201);
    expect(second.body).toEqual(first.body);
    expect(await service.sent()).toHaveLength(1);
  });

  it('answers 422 to another body', async () => {
    const reporter = await service.user();
    const post = (body: object) => as(service, reporter).post('', body).set('Idempotency-Key', 'once');
    await post(trouble).expect(201);
    await post({ ...trouble, title: 'Another' }).expect(422);
  });
});
