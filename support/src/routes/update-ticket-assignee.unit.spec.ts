import mongoose from 'mongoose';
import type { CurrentUser } from '@ticketing/common/http';
import { as } from '../testing/report';
import { useTestService } from '../testing/use-desk';

jest.mock('../nats-wrapper');

const service = useTestService();

let engineer: CurrentUser;
let reporter: CurrentUser;
let admin: CurrentUser;
let ticket: { id: string };

beforeEach(async () => {
  engineer = await service.user('engineer');
  reporter = await service.user();
  admin = await service.user('admin');
  ticket = await as(service, reporter).report();
});

const put = (user: CurrentUser, body: object) => as(service, user).put(`/${ticket.id}`, body);
const lastEvent = async () => (await service.sent()).at(-1);

describe('giving it to another engineer', () => {
  let other: CurrentUser;
  beforeEach(async () => {
    other = await service.user('engineer');
  });

  it('is done by the assignee or an admin, and the event names the former one', async () => {
    const { body } = await put(engineer, { assignee: other.id }).expect(200);
    expect(body.assignee).toBe(other.id);
    expect((await lastEvent())?.data).toMatchObject({
      assignee: other.id,
      actor: engineer.id,
      changes: [{ field: 'assignee', from: engineer.id, to: other.id }],
    });
    expect([await service.openTickets(engineer.id), await service.openTickets(other.id)]).toEqual([0, 1]);
    await put(admin, { assignee: engineer.id.toUpperCase() }).expect(200);
    expect([await service.openTickets(engineer.id), await service.openTickets(other.id)]).toEqual([1, 0]);
  });

  it('is 401 for the reporter, who may still change the rest', async () => {
    const { body } = await put(reporter, { assignee: other.id, title: 'x' }).expect(401);
    expect(body.errors[0]).toMatchObject({
      field: 'assignee',
      message: 'Only the assignee or an admin can give a ticket to another engineer',
    });
    await put(reporter, { title: 'x' }).expect(200);
  });

  it('is 400 for anyone who is no approved engineer, and moves no count', async () => {
    const nobody = [
      reporter.id,
      admin.id,
      (await service.user('engineer', 'pending')).id,
      new mongoose.Types.ObjectId().toHexString(),
      null,
    ];
    for (const assignee of nobody) {
      const { body } = await put(admin, { assignee }).expect(400);
      expect(body.errors[0]).toMatchObject({
        field: 'assignee',
        message: 'assignee must be the id of an approved engineer',
      });
    }
    expect(await service.openTickets(engineer.id)).toBe(1);
    await put(admin, { status: 'CLOSED' }).expect(200);
    await put(admin, { assignee: reporter.id }).expect(400);
  });

  it('counts a closed ticket for nobody', async () => {
    await put(engineer, { status: 'CLOSED' }).expect(200);
    await put(admin, { assignee: other.id }).expect(200);
    expect([await service.openTickets(engineer.id), await service.openTickets(other.id)]).toEqual([0, 0]);
  });
});

describe('closing and opening again', () => {
  it('lowers and raises the engineer’s count', async () => {
    await put(engineer, { status: 'CLOSED' }).expect(200);
    expect(await service.openTickets(engineer.id)).toBe(0);
    await put(reporter, { status: 'OPEN' }).expect(200);
    expect(await service.openTickets(engineer.id)).toBe(1);
    await put(engineer, { status: 'IN_PROGRESS' }).expect(200);
    expect(await service.openTickets(engineer.id)).toBe(1);
  });

  it('goes to another engineer when its own is none any more', async () => {
    const other = await service.user('engineer');
    await put(engineer, { status: 'CLOSED' }).expect(200);
    await service.apply({ ...engineer, status: 'suspended' }, 1);
    const { body } = await put(reporter, { status: 'OPEN' }).expect(200);
    expect(body).toMatchObject({ status: 'OPEN', assignee: other.id });
    expect((await lastEvent())?.data['changes']).toEqual([
      { field: 'status', from: 'CLOSED', to: 'OPEN' },
      { field: 'assignee', from: engineer.id, to: other.id },
    ]);
    expect(await service.openTickets(other.id)).toBe(1);
  });

  it('waits for an engineer when there is none', async () => {
    await put(engineer, { status: 'CLOSED' }).expect(200);
    await service.apply({ ...engineer, status: 'suspended' }, 1);
    const { body } = await put(reporter, { status: 'OPEN' }).expect(200);
    expect(body.assignee).toBeNull();
    await service.apply({ ...engineer, status: 'approved' }, 2);
    const { body: now } = await as(service, reporter).get(`/${ticket.id}`).expect(200);
    expect(now.assignee).toBe(engineer.id);
  });
});
