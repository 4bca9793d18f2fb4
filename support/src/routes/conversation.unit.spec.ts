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
  const say = (user: CurrentUser, text: string, internal = false) =>
    as(service, user).post(`/${id}/comments`, { text, internal }).expect(201);
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
  expect(texts(await as(service, engineer).get(`/${id}/comments`))).toEqual(['one', 'note', 'two', 'three']);
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
  const next = /<([^>]+)>/.exec(first.headers['link'] as string)?.[1] as string;
  const second = await as(service, reporter).get(next.slice(BASE.length)).expect(200);
  expect(texts(second)).toEqual(['three']);
  expect(second.headers).not.toHaveProperty('link');
});

it('answers 400, 401 and 404 like the ticket', async () => {
  await as(service, reporter).get(`/${id}/comments?limit=0`).expect(400);
  await as(service, reporter).get(`/${id}/comments?after=abc`).expect(400);
  await as(service, reporter).get('/7/comments').expect(404);
  await as(service, await service.user())
    .get(`/${id}/comments`)
    .expect(401);
  await request(service.app).get(`${BASE}/${id}/comments`).expect(401);
  await as(service, reporter).get(`/${new mongoose.Types.ObjectId().toHexString()}/comments`).expect(404);
});
