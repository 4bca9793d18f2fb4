import { Subjects } from '@ticketing/common/contracts';
import { metrics } from '@ticketing/common/observability';
import { waitFor } from '@ticketing/common/testing';
import type { EngineerWorkload } from '../models/engineer-workload';
import mongoose, { type ClientSession } from 'mongoose';
import { as } from '../testing/report';
import { useTestService } from '../testing/use-desk';
import { Dispatcher } from './dispatcher';

jest.mock('../nats-wrapper');

const service = useTestService();
const assignments = async () =>
  (await service.sent())
    .filter(({ subject }) => subject === String(Subjects.SupportUpdated))
    .map(({ data }) => ({
      title: data['title'] as string,
      actor: data['actor'] as string | null,
      changes: data['changes'] as unknown,
    }));

/** A dispatcher that is told something else of the engineers. */
function dispatcherWith(answers: Partial<EngineerWorkload>, warn = jest.fn()): Dispatcher {
  const { models } = service.desk;
  const engineers = Object.assign(Object.create(models.engineers) as EngineerWorkload, answers);
  return new Dispatcher({ desk: { ...service.desk, models: { ...models, engineers } }, logger: { warn } });
}

describe('waiting tickets', () => {
  it('go to an engineer who is approved, oldest first, each with an event', async () => {
    const reporter = await service.user();
    for (const title of ['one', 'two', 'three']) await as(service, reporter).report({ title });
    const eve = await service.user('engineer', 'pending');
    expect(await assignments()).toEqual([]);

    await service.apply({ ...eve, status: 'approved' }, 1);
    expect(await assignments()).toEqual(
      ['one', 'two', 'three'].map((title) => ({
        title,
        actor: null,
        changes: [{ field: 'assignee', from: null, to: eve.id }],
      })),
    );
    expect(await service.openTickets(eve.id)).toBe(3);
  });

  it('that were closed meanwhile are left alone', async () => {
    const reporter = await service.user();
    const { id } = await as(service, reporter).report();
    await as(service, reporter).put(`/${id}`, { status: 'CLOSED' }).expect(200);
    const eve = await service.user('engineer');
    expect(await service.openTickets(eve.id)).toBe(0);
  });

  it('are shared by all who are approved', async () => {
    const reporter = await service.user();
    const engineers = [await service.user('engineer', 'pending'), await service.user('engineer', 'pending')];
    for (let count = 0; count < 4; count += 1) await as(service, reporter).report();
    const { dispatcher } = service;
    for (const engineer of engineers)
      await service.directory.apply({ ...engineer, name: '', version: 1, status: 'approved' });
    dispatcher.wake();
    await dispatcher.idle();
    expect(await Promise.all(engineers.map(({ id }) => service.openTickets(id)))).toEqual([2, 2]);
  });

  it('are assigned though an older one can not be, which is tried again', async () => {
    const reporter = await service.user();
    const reports = [await as(service, reporter).report(), await as(service, reporter).report()];
    const eve = await service.user('customer');
    await service.dispatcher.idle();
    await service.directory.apply({ ...eve, name: '', version: 1, role: 'engineer' });
    await service.desk.models.engineers.enrol(eve.id);
    const { engineers, tickets } = service.desk.models;
    const takeFewest = jest
      .fn<Promise<string | null>, [ClientSession]>((session) => engineers.takeFewest(session))
      .mockRejectedValueOnce(new Error('not to be assigned'));
    const warn = jest.fn();
    const dispatcher = dispatcherWith({ takeFewest }, warn);
    const assignees = async () =>
      Promise.all(reports.map(async ({ id }) => (await tickets.findById(id))!.assignee));
    dispatcher.wake();
    await dispatcher.idle();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(await assignees()).toEqual([null, eve.id]);
    dispatcher.wake();
    await dispatcher.idle();
    expect(await assignees()).toEqual([eve.id, eve.id]);
  });

  it('are counted in the metrics', async () => {
    const waiting = async () =>
      (await metrics.getSingleMetric('support_tickets_waiting')?.get())?.values[0]?.value;
    const reporter = await service.user();
    await as(service, reporter).report();
    await as(service, reporter).report();
    await service.dispatcher.idle();
    expect(await waiting()).toBe(2);
    await service.user('engineer');
    expect(await waiting()).toBe(0);
  });

  it('more than fit in one look are all assigned', async () => {
    const reporter = await service.user();
    const at = new Date();
    await service.desk.models.tickets.insertMany(
      Array.from({ length: 130 }, (_, index) => ({
        title: `t${index}`,
        description: 'd',
        ticketPriority: 4,
        reporter: reporter.id,
        createdAt: at,
        updatedAt: at,
      })),
    );
    const eve = await service.user('engineer');
    expect(await service.openTickets(eve.id)).toBe(130);
  });
});

describe('an engineer who is none any more', () => {
  it.each([
    ['suspended', { status: 'suspended' }],
    ['demoted', { role: 'customer' }],
  ] as const)(
    'hands open tickets on when %s, each with an event that names the former',
    async (_how, state) => {
      const eve = await service.user('engineer');
      const reporter = await service.user();
      const open = [
        await as(service, reporter).report({ title: 'one' }),
        await as(service, reporter).report({ title: 'two' }),
      ];
      const closed = await as(service, reporter).report({ title: 'three' });
      await as(service, eve).put(`/${closed.id}`, { status: 'CLOSED' }).expect(200);
      const ed = await service.user('engineer');

      await service.apply({ ...eve, ...state }, 1);

      for (const { id } of open) {
        const { body } = await as(service, reporter).get(`/${id}`);
        expect(body.assignee).toBe(ed.id);
      }
      expect((await as(service, reporter).get(`/${closed.id}`)).body.assignee).toBe(eve.id);
      expect([await service.openTickets(eve.id), await service.openTickets(ed.id)]).toEqual([0, 2]);
      expect((await assignments()).slice(-2)).toEqual(
        ['one', 'two'].map((title) => ({
          title,
          actor: null,
          changes: [{ field: 'assignee', from: eve.id, to: ed.id }],
        })),
      );
    },
  );

  it('leaves them waiting when there is nobody else, until there is', async () => {
    const eve = await service.user('engineer');
    const reporter = await service.user();
    const { id } = await as(service, reporter).report();
    await service.apply({ ...eve, status: 'suspended' }, 1);
    expect((await as(service, reporter).get(`/${id}`)).body).toMatchObject({ assignee: null, version: 1 });
    const ed = await service.user('engineer');
    expect((await as(service, reporter).get(`/${id}`)).body).toMatchObject({ assignee: ed.id, version: 2 });
    expect([await service.openTickets(eve.id), await service.openTickets(ed.id)]).toEqual([0, 1]);
  });

  it('hands them on though many before can not', async () => {
    const stuck = Array.from({ length: 100 }, () => ({
      role: 'customer',
      status: 'approved',
      openTickets: 1,
    }));
    await mongoose.connection.collection('users').insertMany(stuck);
    const eve = await service.user('engineer');
    const { id } = await as(service, await service.user()).report();
    const ed = await service.user('engineer');
    await service.apply({ ...eve, status: 'suspended' }, 1);
    expect(await service.desk.models.tickets.findById(id).lean()).toMatchObject({ assignee: ed.id });
  });

  it('keeps them when approved again before they were handed on', async () => {
    const eve = await service.user('engineer');
    const { id } = await as(service, await service.user()).report();
    const dispatcher = dispatcherWith({ overdue: () => Promise.resolve([eve.id]) });
    dispatcher.wake();
    await dispatcher.idle();
    expect(await service.desk.models.tickets.findById(id)).toMatchObject({ assignee: eve.id, version: 0 });
  });
});

describe('looking at intervals', () => {
  it('does what nobody woke it for', async () => {
    const reporter = await service.user();
    const { id } = await as(service, reporter).report();
    const eve = await service.user('customer');
    await service.directory.apply({ ...eve, name: '', version: 1, role: 'engineer' });
    await service.desk.models.engineers.enrol(eve.id);
    const dispatcher = new Dispatcher({ desk: service.desk, logger: { warn: jest.fn() }, intervalMs: 20 });
    await service.dispatcher.stop();
    dispatcher.start();
    try {
      await waitFor(async () => (await service.desk.models.tickets.findById(id))?.assignee === eve.id);
    } finally {
      await dispatcher.stop();
    }
  });

  it('goes on after a failure', async () => {
    const warn = jest.fn();
    const overdue = jest.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue([]);
    const dispatcher = dispatcherWith({ overdue }, warn);
    dispatcher.wake();
    await dispatcher.idle();
    expect(warn).toHaveBeenCalledTimes(1);
    dispatcher.wake();
    await dispatcher.idle();
    expect(overdue).toHaveBeenCalledTimes(2);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('does nothing once stopped', async () => {
    await service.dispatcher.stop();
    const reporter = await service.user();
    const { id } = await as(service, reporter).report();
    await service.user('engineer');
    expect(await service.desk.models.tickets.findById(id)).toMatchObject({ assignee: null });
  });
});
