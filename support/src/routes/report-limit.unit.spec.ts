import { as } from '../testing/report';
import { useTestService } from '../testing/use-desk';

jest.mock('../nats-wrapper');

const service = useTestService({ reportsPerAccount: 3 });

it('limits reports, answers and changes of a customer together within an hour', async () => {
  const [reporter, admin] = [await service.user(), await service.user('admin')];
  const { id } = await as(service, reporter).report();
  await as(service, reporter).post(`/${id}/comments`, { text: 'Still so' }).expect(201);
  const change = (user: typeof reporter, title: string) => as(service, user).put(`/${id}`, { title });
  await change(reporter, 'Transaction failed').expect(200);
  const { body, headers } = await change(reporter, 'Transaction failed again').expect(429);
  expect(body.errors).toMatchObject([{ code: 'too_many_requests' }]);
  expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
  await change(admin, 'A charge without an order').expect(200);
});
