import mongoose from 'mongoose';
import request from 'supertest';
import type { CurrentUser } from '@ticketing/common/http';
import { as } from '../testing/report';
import { useDesk } from '../testing/use-desk';
import { BASE } from './tickets';

jest.mock('../nats-wrapper');

const under = useDesk();

let engineer: CurrentUser;
let reporter: CurrentUser;
let id: string;

beforeEach(async () => {
  engineer = await under.user('engineer', 'approved', 'Eve');
  reporter = await under.user('customer', 'approved', 'Rita');
  id = (await as(under, reporter).report()).id;
  const say = (user: CurrentUser, text: string, internal = false) =>
    as(under, user).post(`/${id}/comments`, { text, internal }).expect(201);
  await say(reporter, 'one');
  await say(engineer, 'note', true);
  await say(engineer, 'two');
  await say(reporter, 'three');
});

const texts = (answer: request.Response) => answer.body.map(({ text }: { text: string }) => text);

it('shows the conversation, oldest first, with names; notes to staff only', async () => {
  const customer = await as(under, reporter).get(`/${id}/comments`).expect(200);
  expect(texts(customer)).toEqual(['one', 'two', 'three']);
  expect(customer.body[1]).toMatchObject({ author: engineer.id, authorName: 'Eve' });
  expect(texts(await as(under, engineer).get(`/${id}/comments`))).toEqual(['one', 'note', 'two', 'three']);
  expect(texts(await as(under, await under.user('admin')).get(`/${id}/comments`))).toHaveLength(4);
});

it('shows notes no more to an engineer who is pending again', async () => {
  const own = (await as(under, engineer).report()).id as string;
  await as(under, engineer).post(`/${own}/comments`, { text: 'note', internal: true }).expect(201);
  await under.apply({ ...engineer, status: 'pending' }, 1);
  expect(texts(await as(under, engineer).get(`/${own}/comments`).expect(200))).toEqual([]);
});

it('is paged', async () => {
  const first = await as(under, reporter).get(`/${id}/comments?limit=2`).expect(200);
  expect(texts(first)).toEqual(['one', 'two']);
  const next = /<([^>]+)>/.exec(first.headers['link'] as string)?.[1] as string;
  const second = await as(under, reporter).get(next.slice(BASE.length)).expect(200);
  expect(texts(second)).toEqual(['three']);
  expect(second.headers).not.toHaveProperty('link');
});

it('answers 400, 401 and 404 like the ticket', async () => {
  await as(under, reporter).get(`/${id}/comments?limit=0`).expect(400);
  await as(under, reporter).get(`/${id}/comments?after=abc`).expect(400);
  await as(under, reporter).get('/7/comments').expect(404);
  await as(under, await under.user())
    .get(`/${id}/comments`)
    .expect(401);
  await request(under.app).get(`${BASE}/${id}/comments`).expect(401);
  await as(under, reporter).get(`/${new mongoose.Types.ObjectId().toHexString()}/comments`).expect(404);
});
