import { Subjects } from '@ticketing/common/contracts';
import mongoose from 'mongoose';
import request from 'supertest';
import type { CurrentUser } from '@ticketing/common/http';
import { as } from '../testing/report';
import { useTestService } from '../testing/use-desk';
import { BASE } from './tickets';

jest.mock('../nats-wrapper');

const service = useTestService();
const titles = (body: { title: string }[]) => body.map(({ title }) => title);

async function list(user: CurrentUser, query = ''): Promise<string[]> {
  const { body } = await as(service, user).get(query).expect(200);
  return titles(body);
}

describe('who sees what', () => {
  it('is a customer their own, an engineer the assigned and own, an admin all; newest first', async () => {
    const engineer = await service.user('engineer');
    const [rita, carl, admin] = [await service.user(), await service.user(), await service.user('admin')];
    const other = await service.user('engineer', 'pending');
    await as(service, rita).report({ title: 'one' });
    await as(service, carl).report({ title: 'two' });
    await service.apply({ ...engineer, status: 'pending' }, 1);
    await as(service, engineer).report({ title: 'three' });
    await as(service, other).report({ title: 'four' });

    expect(await list(rita)).toEqual(['one']);
    expect(await list(carl)).toEqual(['two']);
    expect(await list(admin)).toEqual(['four', 'three', 'two', 'one']);
    expect(await list(engineer)).toEqual(['three']);
    expect(await list(other)).toEqual(['four']);

    await service.apply({ ...engineer, status: 'approved' }, 2);
    expect(await list(engineer)).toEqual(['four', 'three', 'two', 'one']);
  });

  it('follows a role that was granted after the session began', async () => {
    const late = await service.user();
    await as(service, await service.user()).report({ title: 'waits' });
    await service.apply({ ...late, role: 'engineer' }, 1);
    expect(await list(late)).toEqual(['waits']);
  });

  it('answers 401 to those who are not signed in', async () => {
    await request(service.app).get(BASE).expect(401);
  });
});

describe('narrowing', () => {
  let admin: CurrentUser;
  let engineer: CurrentUser;
  beforeEach(async () => {
    admin = await service.user('admin');
    const reporter = await service.user();
    await as(service, reporter).report({
      title: 'Seat map is broken',
      description: 'Blank',
      ticketPriority: 1,
    });
    const closed = await as(service, reporter).report({
      title: 'Zurück bitte',
      description: 'Geld (zurück).',
    });
    await as(service, reporter).put(`/${closed.id}`, { status: 'CLOSED' }).expect(200);
    engineer = await service.user('engineer');
    await as(service, engineer).get().expect(200);
    await as(service, reporter).report({ title: 'Transaction error', ticketPriority: 2 });
  });

  it('is by status, in either case', async () => {
    expect(await list(admin, '?status=CLOSED')).toEqual(['Zurück bitte']);
    expect(await list(admin, '?status=open')).toEqual(['Transaction error', 'Seat map is broken']);
    expect(await list(admin, '?status=OPEN,closed')).toHaveLength(3);
  });

  it('is by priority', async () => {
    expect(await list(admin, '?priority=1')).toEqual(['Seat map is broken']);
  });

  it('is by assignee: an id, me or none', async () => {
    expect(await list(admin, `?assignee=${engineer.id}`)).toEqual([
      'Transaction error',
      'Seat map is broken',
    ]);
    expect(await list(engineer, '?assignee=me')).toEqual(['Transaction error', 'Seat map is broken']);
    expect(await list(admin, '?assignee=none')).toEqual(['Zurück bitte']);
    expect(await list(admin, '?assignee=me')).toEqual([]);
  });

  it('is by words of title and description, by their beginnings, without accents', async () => {
    expect(await list(admin, '?q=trans')).toEqual(['Transaction error']);
    expect(await list(admin, '?q=ERROR%20transaction')).toEqual(['Transaction error']);
    expect(await list(admin, '?q=geld+zuruck')).toEqual(['Zurück bitte']);
    expect(await list(admin, '?q=.*')).toHaveLength(3);
    expect(await list(admin, '?q=ansaction')).toEqual([]);
  });

  it('is by all of them at once', async () => {
    expect(await list(admin, `?status=OPEN&priority=2&assignee=${engineer.id}&q=error`)).toEqual([
      'Transaction error',
    ]);
  });

  it('never widens what one sees', async () => {
    expect(await list(await service.user(), `?assignee=${engineer.id}`)).toEqual([]);
  });

  it.each([
    ['status', 'status=DONE'],
    ['status', 'status=OPEN,'],
    ['status', 'status=OPEN&status=CLOSED'],
    ['priority', 'priority=0'],
    ['priority', 'priority=high'],
    ['assignee', 'assignee=eve'],
    ['q', `q=${'x'.repeat(201)}`],
    ['limit', 'limit=0'],
    ['limit', 'limit=101'],
    ['limit', 'limit=ten'],
    ['after', 'after=nowhere'],
  ])('answers 400 naming %s for %s', async (field, query) => {
    const { body } = await as(service, admin).get(`?${query}`).expect(400);
    expect(body.errors[0].field).toBe(field);
  });
});

it('is paged by a link that keeps the other parameters', async () => {
  const reporter = await service.user();
  for (const title of ['a', 'b', 'c', 'd', 'e']) await as(service, reporter).report({ title });

  const seen: string[] = [];
  const totals: string[] = [];
  let path: string | undefined = '?limit=2&status=OPEN';
  let pages = 0;
  while (path !== undefined) {
    const answer: request.Response = await as(service, reporter).get(path).expect(200);
    seen.push(...titles(answer.body));
    pages += 1;
    totals.push(answer.headers['x-total-count'] as string);
    const next: string | undefined = /^<([^>]+)>; rel="next"$/.exec(answer.headers['link'] ?? '')?.[1];
    if (next) expect(next).toMatch(/limit=2&status=OPEN&after=/);
    path = next?.slice(BASE.length);
  }
  expect(seen).toEqual(['e', 'd', 'c', 'b', 'a']);
  expect(pages).toBe(3);
  expect(totals).toEqual(['5', undefined, undefined]);
});

it('shows each ticket with its notifications, newest first', async () => {
  const reporter = await service.user('customer', 'approved', 'Rita');
  const [first, second] = [await as(service, reporter).report(), await as(service, reporter).report()];
  const told = (id: string, ticketId: string, recipient: string, second = 0) =>
    service.desk.models.notifications.apply(Subjects.NotificationUpdated, {
      id,
      version: 0,
      ticketId,
      recipient,
      channel: 'EMAIL',
      status: 'PROCESSED',
      time: `2026-01-01T00:00:0${second}.000Z`,
    });
  await told('zz', first.id, reporter.id, 1);
  await told('aa', first.id, 'eve@example.com', 0);
  await told('bb', new mongoose.Types.ObjectId().toHexString(), 'other@example.com');

  const { body } = await as(service, reporter).get().expect(200);
  expect(body.map(({ id }: { id: string }) => id)).toEqual([second.id, first.id]);
  expect(body[0].notifications).toEqual([]);
  const shown = { channel: 'EMAIL', status: 'PROCESSED' };
  expect(body[1].notifications).toEqual([
    { ...shown, id: 'zz', recipient: reporter.id, recipientName: 'Rita', time: '2026-01-01T00:00:01.000Z' },
    {
      ...shown,
      id: 'aa',
      recipient: 'eve@example.com',
      recipientName: null,
      time: '2026-01-01T00:00:00.000Z',
    },
  ]);
});
