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
  await as(service, engineer).put(`/${id}`, { status: 'IN_PROGRESS' }).expect(200);
  await as(service, engineer).post(`/${id}/comments`, { text: 'note', internal: true }).expect(201);
  await as(service, reporter).post(`/${id}/comments`, { text: 'Thanks' }).expect(201);
});

const versions = (answer: request.Response) => answer.body.map(({ version }: { version: number }) => version);

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
  const next = /<([^>]+)>/.exec(first.headers['link'] as string)?.[1] as string;
  expect(versions(await as(service, engineer).get(next.slice(BASE.length)))).toEqual([3]);
});

it('answers 400, 401 and 404 like the ticket', async () => {
  await as(service, reporter).get(`/${id}/history?limit=1000`).expect(400);
  await as(service, reporter).get('/7/history').expect(404);
  await as(service, await service.user())
    .get(`/${id}/history`)
    .expect(401);
  await request(service.app).get(`${BASE}/${id}/history`).expect(401);
  await as(service, reporter).get(`/${new mongoose.Types.ObjectId().toHexString()}/history`).expect(404);
});
