import { as } from '../testing/report';
import { useDesk } from '../testing/use-desk';

jest.mock('../nats-wrapper');

const under = useDesk({ maxOpenTickets: 1 });

describe('with a bound on open tickets per engineer', () => {
  it('a ticket waits while all are busy, and goes to the first who is freed', async () => {
    const eve = await under.user('engineer');
    const reporter = await under.user();
    const first = await as(under, reporter).report();
    const second = await as(under, reporter).report();
    const third = await as(under, reporter).report();
    expect([first.assignee, second.assignee, third.assignee]).toEqual([eve.id, null, null]);

    await as(under, eve).put(`/${first.id}`, { status: 'CLOSED' }).expect(200);
    await under.dispatcher.idle();
    const assignee = async (id: string) => (await as(under, reporter).get(`/${id}`)).body.assignee;
    expect([await assignee(second.id), await assignee(third.id)]).toEqual([eve.id, null]);
    expect(await under.openTickets(eve.id)).toBe(1);
  });

  it('an admin may give an engineer more', async () => {
    const eve = await under.user('engineer');
    const reporter = await under.user();
    await as(under, reporter).report();
    const { id } = await as(under, reporter).report();
    await as(under, await under.user('admin'))
      .put(`/${id}`, { assignee: eve.id })
      .expect(200);
    expect(await under.openTickets(eve.id)).toBe(2);
  });
});
