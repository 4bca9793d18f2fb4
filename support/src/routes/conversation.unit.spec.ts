import mongoose from 'mongoose';
import request from 'supertest';
import type { CurrentUser } from '@ticketing/common/http';
import { as } from '../testing/report';
import { useTestService } from '../testing/use-desk';
import { BASE } from './tickets';

jest.mock('../nats-wrapper');

const service = useTestService();

let engineer: CurrentUser;
let reporter: CurrentUser;
let id: string;

beforeEach(async () => {
  engineer = await service.user('engineer', 'approved', 'Eve');
  reporter = await service.user('customer', 'approved', 'Rita');
  id = (await as(service, reporter).report()).id;
});

const say = (user: CurrentUser, text: string, internal = false) =>
  as(service, user).post(`/${id}/comments`, { text, internal }).expect(201);
const nextPage = async (user: CurrentUser, { headers }: request.Response) => {
  const [, next = ''] = /<([^>]+)>/.exec(headers['link'] as string)!;
  return as(service, user).get(next.slice(BASE.length));
};

describe('the list of comments', () => {
  beforeEach(async () => {
    await say(reporter, 'one');
    await say(engineer, 'note', true);
    await say(engineer, 'two');
    await say(reporter, 'three');
  });

  const texts = (answer: request.Response) => answer.body.map(({ text }: { text: string }) => text);

  it('shows the conversation, oldest first, with names; notes to staff only', async () => {
    const customer = await as(service, reporter).get(`/${id}/comments`).expect(200);
    expect(texts(customer)).toEqual(['one', 'two', 'three']);
    expect(customer.body[1]).toMatchObject({ author: engineer.id, authorName: 'Eve' });
    expect(texts(await as(service, engineer).get(`/${id}/comments`))).toEqual([
      'one',
      'note',
      'two',
      'three',
    ]);
    expect(texts(await as(service, await service.user('admin')).get(`/${id}/comments`))).toHaveLength(4);
  });

  it('shows notes no more to an engineer who is pending again', async () => {
    const own = (await as(service, engineer).report()).id as string;
    await as(service, engineer).post(`/${own}/comments`, { text: 'note', internal: true }).expect(201);
    await service.apply({ ...engineer, status: 'pending' }, 1);
    expect(texts(await as(service, engineer).get(`/${own}/comments`).expect(200))).toEqual([]);
  });

  it('is paged', async () => {
    const first = await as(service, reporter).get(`/${id}/comments?limit=2`).expect(200);
    expect(texts(first)).toEqual(['one', 'two']);
    const second = await nextPage(reporter, first);
    expect(second.status).toBe(200);
    expect(texts(second)).toEqual(['three']);
    expect(second.headers).not.toHaveProperty('link');
  });
});

describe('the history', () => {
  beforeEach(async () => {
    await as(service, engineer).put(`/${id}`, { status: 'IN_PROGRESS' }).expect(200);
    await say(engineer, 'note', true);
    await say(reporter, 'Thanks');
  });

  const versions = (answer: request.Response) =>
    answer.body.map(({ version }: { version: number }) => version);

  it('tells who changed what, when, from what and to what', async () => {
    const { body } = await as(service, reporter).get(`/${id}/history`).expect(200);
    expect(body).toHaveLength(3);
    expect(body[0]).toMatchObject({ version: 0, actor: reporter.id, actorName: 'Rita' });
    expect(body[0].changes).toContainEqual({ field: 'assignee', from: null, to: engineer.id });
    expect(body[1]).toEqual({
      version: 1,
      actor: engineer.id,
      actorName: 'Eve',
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      changes: [{ field: 'status', from: 'OPEN', to: 'IN_PROGRESS' }],
    });
    expect(body[2].changes).toMatchObject([{ field: 'comment', to: { text: 'Thanks' } }]);
  });

  it('tells staff also of internal notes, customers nothing of them', async () => {
    expect(versions(await as(service, engineer).get(`/${id}/history`).expect(200))).toEqual([0, 1, 2, 3]);
    const customer = await as(service, reporter).get(`/${id}/history`).expect(200);
    expect(versions(customer)).toEqual([0, 1, 3]);
    expect(JSON.stringify(customer.body)).not.toContain('internalNote');
  });

  it('names nobody for what the platform did', async () => {
    await service.apply({ ...engineer, status: 'suspended' }, 1);
    const { body } = await as(service, reporter).get(`/${id}/history`).expect(200);
    expect(body.at(-1)).toMatchObject({
      actor: null,
      actorName: null,
      changes: [{ field: 'assignee', from: engineer.id, to: null }],
    });
  });

  it('is paged', async () => {
    const first = await as(service, engineer).get(`/${id}/history?limit=3`).expect(200);
    expect(versions(first)).toEqual([0, 1, 2]);
    expect(versions(await nextPage(engineer, first))).toEqual([3]);
  });
});

describe.each([
  ['comments', ['limit=0', 'after=abc']],
  ['history', ['limit=1000']],
])('%s', (list, queries) => {
  it('answer 400, 401 and 404 like the ticket', async () => {
    for (const query of queries) await as(service, reporter).get(`/${id}/${list}?${query}`).expect(400);
    await as(service, reporter).get(`/7/${list}`).expect(404);
    await as(service, await service.user())
      .get(`/${id}/${list}`)
      .expect(401);
    await request(service.app).get(`${BASE}/${id}/${list}`).expect(401);
    await as(service, reporter).get(`/${new mongoose.Types.ObjectId().toHexString()}/${list}`).expect(404);
  });
});
