import { as } from '../testing/report';
import { useTestService } from '../testing/use-desk';

jest.mock('../nats-wrapper');

const service = useTestService({ maxOpenTickets: 1 });

describe('with a bound on open tickets per engineer', () => {
  it('a ticket waits while all are busy, and goes to the first who is freed', async () => {
    const eve = await service.user('engineer');
    const reporter = await service.user();
    const first = await as(service, reporter).report();
    const second = await as(service, reporter).report();
    const third = await as(service, reporter).report();
    expect([first.assignee, second.assignee, third.assignee]).toEqual([eve.id, null, null]);

    await as(service, eve).put(`/${first.id}`, { status: 'CLOSED' }).expect(200);
    await service.dispatcher.idle();
    const assignee = async (id: string) => (await as(service, reporter).get(`/${id}`)).body.assignee;
    expect([await assignee(second.id), await assignee(third.id)]).toEqual([eve.id, null]);
    expect(await service.openTickets(eve.id)).toBe(1);
  });

  it('an admin may give an engineer more', async () => {
    const eve = await service.user('engineer');
    const reporter = await service.user();
    await as(service, reporter).report();
    const { id } = await as(service, reporter).report();
    await as(service, await service.user('admin'))
      .put(`/${id}`, { assignee: eve.id })
      .expect(200);
    expect(await service.openTickets(eve.id)).toBe(2);
  });
});
