import { Subjects } from '@ticketing/common/contracts';
import mongoose from 'mongoose';
import request from 'supertest';
import { as } from '../testing/report';
import { useTestService } from '../testing/use-desk';
import { BASE } from './tickets';

jest.mock('../nats-wrapper');

const service = useTestService();

it('shows a ticket, its last answers and its notifications to those concerned', async () => {
  const engineer = await service.user('engineer', 'approved', 'Eve');
  const [reporter, admin] = [await service.user(), await service.user('admin')];
  const { id } = await as(service, reporter).report();
  await as(service, engineer).post(`/${id}/comments`, { text: 'Looking' }).expect(201);
  await service.desk.models.notifications.apply(Subjects.NotificationUpdated, {
    id: 'n1',
    version: 0,
    ticketId: id,
    recipient: reporter.email,
    channel: 'EMAIL',
    status: 'ACCEPTED',
    time: '2026-01-01T00:00:00.000Z',
  });

  for (const user of [reporter, engineer, admin]) {
    const { body } = await as(service, user).get(`/${id}`).expect(200);
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
  const engineer = await service.user('engineer');
  const reporter = await service.user();
  const { id } = await as(service, reporter).report();
  const { body: before } = await as(service, reporter).get(`/${id}`).expect(200);
  await as(service, engineer).post(`/${id}/comments`, { text: 'fraud?', internal: true }).expect(201);
  await service.desk.models.notifications.apply(Subjects.NotificationUpdated, {
    id: 'n1',
    version: 0,
    ticketId: id,
    recipient: engineer.email,
    channel: 'EMAIL',
    status: 'PROCESSED',
    time: '2026-01-01T00:00:00.000Z',
    audience: 'staff',
  });

  const shown = await as(service, reporter).get(`/${id}`).expect(200);
  expect(shown.body).toMatchObject({ comments: [], notifications: [], updatedAt: before.updatedAt });
  const list = await as(service, reporter).get().expect(200);
  expect(list.body[0].notifications).toEqual([]);
  const staff = await as(service, engineer).get(`/${id}`).expect(200);
  expect(staff.body.comments).toMatchObject([{ text: 'fraud?', internal: true }]);
  expect(staff.body.notifications).toHaveLength(1);
});

it('shows at most 50 answers, the last ones', async () => {
  const reporter = await service.user();
  const { id } = await as(service, reporter).report();
  for (let count = 1; count <= 52; count += 1) {
    await as(service, reporter)
      .post(`/${id}/comments`, { text: `answer ${count}` })
      .expect(201);
  }
  const { body } = await as(service, reporter).get(`/${id}`).expect(200);
  expect(body.comments).toHaveLength(50);
  expect(body.comments[0].text).toBe('answer 3');
  expect(body.comments[49].text).toBe('answer 52');
});

it('answers 401 to anyone else, and to those who are not signed in', async () => {
  const { id } = await as(service, await service.user()).report();
  for (const user of [await service.user(), await service.user('engineer', 'pending')]) {
    const { body } = await as(service, user).get(`/${id}`).expect(401);
    expect(body.errors[0].message).toBe('Ticket can be seen only by its reporter, its assignee or an admin');
  }
  await request(service.app).get(`${BASE}/${id}`).expect(401);
});

it('answers 404 to an unknown id and to what is no id', async () => {
  const admin = await service.user('admin');
  await as(service, admin).get(`/${new mongoose.Types.ObjectId().toHexString()}`).expect(404);
  await as(service, admin).get('/7').expect(404);
});
