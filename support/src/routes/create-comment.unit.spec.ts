import mongoose from 'mongoose';
import request from 'supertest';
import { Subjects } from '@ticketing/common/contracts';
import type { CurrentUser } from '@ticketing/common/http';
import { as } from '../testing/report';
import { useTestService } from '../testing/use-desk';
import { BASE } from './tickets';

jest.mock('../nats-wrapper');

const service = useTestService();

let engineer: CurrentUser;
let reporter: CurrentUser;
let admin: CurrentUser;
let id: string;

beforeEach(async () => {
  engineer = await service.user('engineer', 'approved', 'Eve');
  reporter = await service.user();
  admin = await service.user('admin');
  id = (await as(service, reporter).report()).id;
});

const post = (user: CurrentUser, body: object) => as(service, user).post(`/${id}/comments`, body);
const show = async (user: CurrentUser) => (await as(service, user).get(`/${id}`).expect(200)).body;
const lastEvent = async () => (await service.sent()).at(-1);

it('answers publicly, and tells of it with text and author', async () => {
  const { body } = await post(engineer, { text: ' Money is on its way ' }).expect(201);
  expect(body).toEqual({
    id: expect.any(String),
    author: engineer.id,
    authorName: 'Eve',
    text: 'Money is on its way',
    internal: false,
    createdAt: expect.any(String),
    version: 1,
  });
  expect(await lastEvent()).toMatchObject({
    subject: Subjects.SupportUpdated,
    data: {
      id,
      version: 1,
      actor: engineer.id,
      changes: [
        {
          field: 'comment',
          from: null,
          to: { id: body.id, author: engineer.id, text: 'Money is on its way' },
        },
      ],
    },
  });
  expect((await lastEvent())?.data).not.toHaveProperty('audience');
});

describe('an internal note', () => {
  it('is told to staff only, and its text to nobody', async () => {
    await post(engineer, { text: 'looks like fraud', internal: true }).expect(201);
    const event = await lastEvent();
    expect(event?.data).toMatchObject({
      version: 1,
      audience: 'staff',
      changes: [{ field: 'internalNote', to: { author: engineer.id } }],
    });
    expect(JSON.stringify(await service.sent())).not.toContain('fraud');
  });

  it('is refused from those who are neither engineer nor admin', async () => {
    const { body } = await post(reporter, { text: 'psst', internal: true }).expect(401);
    expect(body.errors[0].field).toBe('internal');
    await post(admin, { text: 'psst', internal: true }).expect(201);
  });

  it('does not open a closed ticket again', async () => {
    await as(service, engineer).put(`/${id}`, { status: 'CLOSED' }).expect(200);
    await post(engineer, { text: 'for the record', internal: true }).expect(201);
    expect((await show(admin)).status).toBe('CLOSED');
  });
});

describe('on a closed ticket', () => {
  beforeEach(async () => {
    await as(service, engineer).put(`/${id}`, { status: 'CLOSED' }).expect(200);
  });

  it('opens it again when the reporter answers, in one version', async () => {
    await post(reporter, { text: 'Still not there' }).expect(201);
    expect(await show(reporter)).toMatchObject({ status: 'OPEN', assignee: engineer.id, version: 2 });
    expect((await lastEvent())?.data['changes']).toEqual([
      expect.objectContaining({ field: 'comment' }),
      { field: 'status', from: 'CLOSED', to: 'OPEN' },
    ]);
    expect(await service.openTickets(engineer.id)).toBe(1);
  });

  it('leaves it closed when an engineer or admin answers', async () => {
    await post(engineer, { text: 'You are welcome' }).expect(201);
    await post(admin, { text: 'Done' }).expect(201);
    expect(await show(reporter)).toMatchObject({ status: 'CLOSED', version: 3 });
    expect(await service.openTickets(engineer.id)).toBe(0);
  });

  it('waits for an engineer when the reporter answers and its own is none any more', async () => {
    await service.apply({ ...engineer, status: 'suspended' }, 1);
    await post(reporter, { text: 'Still not there' }).expect(201);
    expect(await show(reporter)).toMatchObject({ status: 'OPEN', assignee: null });
  });
});

it('keeps every one of many answers at once, each a version', async () => {
  await Promise.all(
    Array.from({ length: 10 }, (_, index) => post(reporter, { text: `answer ${index}` }).expect(201)),
  );
  const { body } = await as(service, reporter).get(`/${id}/comments`).expect(200);
  expect(body.map(({ version }: { version: number }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect((await service.sent()).map(({ data }) => data['version'] as number)).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ]);
});

it('happens once with an Idempotency-Key', async () => {
  const once = () => post(reporter, { text: 'Hello' }).set('Idempotency-Key', 'k');
  const [first, second] = [await once().expect(201), await once().expect(201)];
  expect(second.body).toEqual(first.body);
  expect((await show(reporter)).version).toBe(1);
});

it('answers 401 to anyone else', async () => {
  for (const other of [await service.user(), await service.user('engineer')]) {
    const { body } = await post(other, { text: 'Hello' }).expect(401);
    expect(body.errors[0].message).toBe(
      'Ticket can be updated only by its reporter, its assignee or an admin',
    );
  }
  await request(service.app).post(`${BASE}/${id}/comments`).send({ text: 'Hello' }).expect(401);
});

it.each([
  ['text', { text: '' }],
  ['text', {}],
  ['text', { text: 'x'.repeat(10_001) }],
  ['text', { text: { $gt: '' } }],
  ['internal', { text: 'x', internal: 'yes' }],
  ['internal', { text: 'x', internal: null }],
])('answers 400 naming %s for %j', async (field, body) => {
  const answer = await post(reporter, body).expect(400);
  expect(answer.body.errors[0].field).toBe(field);
});

it('answers 404 to an unknown ticket and to what is no id', async () => {
  const unknown = new mongoose.Types.ObjectId().toHexString();
  await as(service, admin).post(`/${unknown}/comments`, { text: 'x' }).expect(404);
  await as(service, admin).post('/7/comments', { text: 'x' }).expect(404);
});
