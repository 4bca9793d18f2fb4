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
let ticket: { id: string; version: number };

beforeEach(async () => {
  engineer = await service.user('engineer');
  reporter = await service.user();
  admin = await service.user('admin');
  ticket = await as(service, reporter).report();
});

const put = (user: CurrentUser, body: object) => as(service, user).put(`/${ticket.id}`, body);
const lastEvent = async () => (await service.sent()).at(-1);

it('changes what it names, raises the version by one and tells of it in one event', async () => {
  const { body } = await put(reporter, { title: 'Paid twice', ticketPriority: '1' }).expect(200);
  expect(body).toMatchObject({ title: 'Paid twice', ticketPriority: 1, status: 'OPEN', version: 1 });

  expect(await service.sent()).toHaveLength(2);
  expect(await lastEvent()).toMatchObject({
    subject: Subjects.SupportUpdated,
    data: {
      id: ticket.id,
      version: 1,
      title: 'Paid twice',
      actor: reporter.id,
      changes: [
        { field: 'title', from: 'Transaction error', to: 'Paid twice' },
        { field: 'ticketPriority', from: 4, to: 1 },
      ],
    },
  });
});

it('can be done by reporter, assignee and admin', async () => {
  await put(reporter, { title: 'by the reporter' }).expect(200);
  await put(engineer, { status: 'in_progress' }).expect(200);
  const { body } = await put(admin, { ticketPriority: 1 }).expect(200);
  expect(body).toMatchObject({ title: 'by the reporter', status: 'IN_PROGRESS', version: 3 });
});

it('answers 401 with a clear message to anyone else', async () => {
  const others = [
    await service.user(),
    await service.user('engineer'),
    await service.user('engineer', 'pending'),
  ];
  for (const other of others) {
    const { body } = await put(other, { title: 'mine now' }).expect(401);
    expect(body.errors).toEqual([
      {
        message: 'Ticket can be updated only by its reporter, its assignee or an admin',
        code: 'not_authorized',
      },
    ]);
  }
  await put(await service.user('admin', 'suspended'), { title: 'mine now' }).expect(403);
  await request(service.app).put(`${BASE}/${ticket.id}`).send({ title: 'x' }).expect(401);
  expect(await service.sent()).toHaveLength(1);
});

it('changes nothing, and tells of nothing, when nothing differs', async () => {
  const { body } = await put(reporter, { title: 'Transaction error', status: 'OPEN' }).expect(200);
  expect(body.version).toBe(0);
  expect(await service.sent()).toHaveLength(1);
});

it('can be sent back whole', async () => {
  const { body: shown } = await as(service, reporter).get(`/${ticket.id}`).expect(200);
  const { body } = await put(reporter, { ...shown, title: 'Edited' }).expect(200);
  expect(body).toMatchObject({ title: 'Edited', assignee: engineer.id, version: 1 });
});

it.each([
  ['title', { title: '' }],
  ['title', { title: null }],
  ['description', { description: ' ' }],
  ['ticketPriority', { ticketPriority: 5 }],
  ['status', { status: 'DONE' }],
  ['status', { status: null }],
  ['assignee', { assignee: 'eve' }],
  ['assignee', { assignee: { $ne: null } }],
  ['version', { version: -1 }],
  ['version', { version: '0' }],
  ['version', { version: null }],
])('answers 400 naming %s for %j', async (field, wrong) => {
  const { body } = await put(admin, wrong).expect(400);
  expect(body.errors[0].field).toBe(field);
});

it('answers 404 to an unknown id and to what is no id', async () => {
  const unknown = new mongoose.Types.ObjectId().toHexString();
  await as(service, admin).put(`/${unknown}`, { title: 'x' }).expect(404);
  await as(service, admin).put('/7', { title: 'x' }).expect(404);
});

describe('with the version it was made on', () => {
  it('is applied to that version', async () => {
    const { body } = await put(reporter, { title: 'Edited', version: 0 }).expect(200);
    expect(body.version).toBe(1);
  });

  it('is a 409 with the current state when there is a newer one, and overwrites nothing', async () => {
    await put(engineer, { title: 'First', version: 0 }).expect(200);
    const { body } = await put(reporter, { title: 'Second', version: 0 }).expect(409);
    expect(body.errors).toEqual([
      { message: 'The ticket was changed by someone else meanwhile', field: 'version', code: 'conflict' },
    ]);
    expect(body.current).toMatchObject({ id: ticket.id, title: 'First', version: 1 });
    expect(await service.sent()).toHaveLength(2);
  });

  describe('and an internal note since', () => {
    beforeEach(() =>
      as(service, engineer).post(`/${ticket.id}/comments`, { text: 'note', internal: true }).expect(201),
    );

    it('is applied for a customer, who must not learn that there is one', async () => {
      const { body } = await put(reporter, { status: 'CLOSED', version: 0 }).expect(200);
      expect(body).toMatchObject({ status: 'CLOSED', version: 2 });
    });

    it('is a 409 for staff, and for a version that is yet to come', async () => {
      await put(engineer, { status: 'CLOSED', version: 0 }).expect(409);
      await put(reporter, { status: 'CLOSED', version: 2 }).expect(409);
    });

    it('is a 409 for a customer, too, when something else was changed as well', async () => {
      await put(engineer, { status: 'IN_PROGRESS' }).expect(200);
      await put(reporter, { status: 'CLOSED', version: 0 }).expect(409);
    });
  });

  it('lets one of many at once through', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => put(reporter, { title: `Edit ${index}`, version: 0 })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(9).fill(409)]);
    const winner = answers.find(({ status }) => status === 200);
    for (const { status, body } of answers) {
      if (status === 409) expect(body.current.title).toBe(winner?.body.title);
    }
  });
});

it('without a version loses none of many changes at once', async () => {
  await Promise.all([
    put(reporter, { title: 'New title' }).expect(200),
    put(engineer, { status: 'IN_PROGRESS' }).expect(200),
    put(admin, { ticketPriority: 1 }).expect(200),
    put(reporter, { description: 'New description' }).expect(200),
  ]);
  const { body } = await as(service, admin).get(`/${ticket.id}`).expect(200);
  expect(body).toMatchObject({
    title: 'New title',
    status: 'IN_PROGRESS',
    ticketPriority: 1,
    description: 'New description',
    version: 4,
  });
  const versions = (await service.sent()).map(({ data }) => data['version'] as number);
  expect(versions).toEqual([0, 1, 2, 3, 4]);
});
