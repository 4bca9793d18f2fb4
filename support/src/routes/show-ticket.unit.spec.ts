import { Subjects } from '@ticketing/common/contracts';
import mongoose from 'mongoose';
import request from 'supertest';
import { as } from '../testing/report';
import { useDesk } from '../testing/use-desk';
import { BASE } from './tickets';

jest.mock('../nats-wrapper');

const under = useDesk();

it('shows a ticket, its last answers and its notifications to those concerned', async () => {
  const engineer = await under.user('engineer', 'approved', 'Eve');
  const [reporter, admin] = [await under.user(), await under.user('admin')];
  const { id } = await as(under, reporter).report();
  await as(under, engineer).post(`/${id}/comments`, { text: 'Looking' }).expect(201);
  await under.desk.models.notifications.apply(Subjects.NotificationUpdated, {
    id: 'n1',
    version: 0,
    ticketId: id,
    recipient: reporter.email,
    channel: 'EMAIL',
    status: 'ACCEPTED',
    time: '2026-01-01T00:00:00.000Z',
  });

  for (const user of [reporter, engineer, admin]) {
    const { body } = await as(under, user).get(`/${id}`).expect(200);
    expect(body).toMatchObject({
      id,
      version: 1,
      comments: [{ author: engineer.id, authorName: 'Eve', text: 'Looking', internal: false, version: 1 }],
      notifications: [{ recipient: reporter.email, status: 'ACCEPTED' }],
    });
    expect(body).not.toHaveProperty('_id');
    expect(body).not.toHaveProperty('words');
  }
});

it('shows customers neither internal notes nor who was mailed about them', async () => {
  const engineer = await under.user('engineer');
  const reporter = await under.user();
  const { id } = await as(under, reporter).report();
  const { body: before } = await as(under, reporter).get(`/${id}`).expect(200);
  await as(under, engineer).post(`/${id}/comments`, { text: 'fraud?', internal: true }).expect(201);
  await under.desk.models.notifications.apply(Subjects.NotificationUpdated, {
    id: 'n1',
    version: 0,
    ticketId: id,
    recipient: engineer.email,
    channel: 'EMAIL',
    status: 'PROCESSED',
    time: '2026-01-01T00:00:00.000Z',
    audience: 'staff',
  });

  const shown = await as(under, reporter).get(`/${id}`).expect(200);
  expect(shown.body).toMatchObject({ comments: [], notifications: [], updatedAt: before.updatedAt });
  const list = await as(under, reporter).get().expect(200);
  expect(list.body[0].notifications).toEqual([]);
  const staff = await as(under, engineer).get(`/${id}`).expect(200);
  expect(staff.body.comments).toMatchObject([{ text: 'fraud?', internal: true }]);
  expect(staff.body.notifications).toHaveLength(1);
});

it('shows at most 50 answers, the last ones', async () => {
  const reporter = await under.user();
  const { id } = await as(under, reporter).report();
  for (let count = 1; count <= 52; count += 1) {
    await as(under, reporter)
      .post(`/${id}/comments`, { text: `answer ${count}` })
      .expect(201);
  }
  const { body } = await as(under, reporter).get(`/${id}`).expect(200);
  expect(body.comments).toHaveLength(50);
  expect(body.comments[0].text).toBe('answer 3');
  expect(body.comments[49].text).toBe('answer 52');
});

it('answers 401 to anyone else, and to those who are not signed in', async () => {
  const { id } = await as(under, await under.user()).report();
  for (const user of [await under.user(), await under.user('engineer', 'pending')]) {
    const { body } = await as(under, user).get(`/${id}`).expect(401);
    expect(body.errors[0].message).toBe('Ticket can be seen only by its reporter, its assignee or an admin');
  }
  await request(under.app).get(`${BASE}/${id}`).expect(401);
});

it('answers 404 to an unknown id and to what is no id', async () => {
  const admin = await under.user('admin');
  await as(under, admin).get(`/${new mongoose.Types.ObjectId().toHexString()}`).expect(404);
  await as(under, admin).get('/7').expect(404);
});
