import { Subjects } from '@ticketing/common/contracts';
import { testUser } from '@ticketing/common/testing';
import { as } from '../testing/report';
import { useTestService } from '../testing/use-desk';

jest.mock('../nats-wrapper');

const service = useTestService();
const user = (version: number, state: object = {}) => ({ ...testUser(), name: 'Eve', version, ...state });
const created = (data: object) => service.deliver(Subjects.UserCreated, data);
const updated = (data: object) => service.deliver(Subjects.UserUpdated, data);

it('keeps the newest state of each user', async () => {
  const eve = user(0, { role: 'engineer', status: 'pending' });
  expect(await created(eve)).toBe('acked');
  expect(await service.directory.find(eve.id)).toMatchObject(eve);
  expect(await updated({ ...eve, version: 1, status: 'approved' })).toBe('acked');
  expect(await service.directory.find(eve.id)).toMatchObject({ version: 1, status: 'approved' });
});

it('counts open tickets of engineers only, and keeps the count over changes and redeliveries', async () => {
  const eve = user(0, { role: 'engineer' });
  const carl = user(0);
  await created(eve);
  await created(carl);
  await as(service, testUser(carl)).report();
  await created(eve);
  await updated({ ...eve, version: 1, name: 'Eva' });
  expect(await service.openTickets(eve.id)).toBe(1);
  expect(await service.openTickets(carl.id)).toBeUndefined();
});

it('is not set back by what is delivered again', async () => {
  const eve = user(0, { role: 'engineer', status: 'pending' });
  await created(eve);
  await updated({ ...eve, version: 1, status: 'approved' });
  expect(await created(eve)).toBe('acked');
  expect(await service.directory.find(eve.id)).toMatchObject({ version: 1, status: 'approved' });
});

it('waits for the version before', async () => {
  const eve = user(0, { role: 'engineer', status: 'pending' });
  expect(await updated({ ...eve, version: 1, status: 'approved' })).toBe('parked');
  expect(await service.directory.find(eve.id)).toBeNull();
  await created(eve);
  await service.settled();
  expect(await service.directory.find(eve.id)).toMatchObject({ version: 1, status: 'approved' });
});

it('finishes what a crash left undone when the message comes again', async () => {
  const eve = user(0, { role: 'engineer' });
  const reporter = await service.user();
  const { id } = await as(service, reporter).report();
  await service.directory.apply(eve);
  expect(await created(eve)).toBe('acked');
  await service.dispatcher.idle();
  const { body } = await as(service, reporter).get(`/${id}`);
  expect(body.assignee).toBe(eve.id);
});

it('dead-letters what is not what the subject promises', async () => {
  expect(await created({ ...user(0), role: 'king' })).toBe('dead-lettered');
  expect(await updated({ ...user(1), id: undefined })).toBe('dead-lettered');
});
