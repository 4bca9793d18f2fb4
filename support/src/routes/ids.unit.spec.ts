import { bearer, expectOneFormOfIds } from '@ticketing/common/testing';
import request from 'supertest';
import { as } from '../testing/report';
import { useTestService } from '../testing/use-desk';
import { BASE } from './tickets';

jest.mock('../nats-wrapper');

describe('ids', () => {
  const service = useTestService();

  it('in capitals name the same report in every path', async () => {
    const reporter = await service.user();
    const { id } = await as(service, reporter).report();
    const one = { id: id as string, headers: { authorization: bearer(reporter) } };
    await expectOneFormOfIds(service.app, {
      'get /crm/api/v1/tickets/{id}': one,
      'get /crm/api/v1/tickets/{id}/comments': one,
      'get /crm/api/v1/tickets/{id}/history': one,
      'put /crm/api/v1/tickets/{id}': { ...one, body: { title: 'Transaction error' } },
      'post /crm/api/v1/tickets/{id}/comments': {
        ...one,
        body: { text: 'Any news?' },
        same: ({ text, author }) => ({ text, author }),
      },
    });
    const { body } = await as(service, reporter).get(`/${id}/comments`).expect(200);
    expect(body).toHaveLength(2);
  });

  it('in capitals are the same path under an Idempotency-Key, as is a path spelled otherwise', async () => {
    const reporter = await service.user();
    const { id } = await as(service, reporter).report();
    const comment = (path: string) =>
      request(service.app)
        .post(path)
        .set({ authorization: bearer(reporter), 'idempotency-key': 'k' })
        .send({ text: 'Any news?' });
    const { body } = await comment(`${BASE}/${id}/comments`).expect(201);
    await comment(`${BASE}/${String(id).toUpperCase()}/comments`).expect(201, body);
    await comment(`/CRM/api/v1/tickets/${id}/Comments/`).expect(201, body);
  });

  it('in capitals name the same engineer, in body and query', async () => {
    const engineer = await service.user('engineer');
    const admin = await service.user('admin');
    const { id } = await as(service, admin).report();
    const assignee = engineer.id.toUpperCase();
    const { body } = await as(service, admin).put(`/${id}`, { assignee }).expect(200);
    expect(body.assignee).toBe(engineer.id);
    const list = await as(service, admin).get(`?assignee=${assignee}`).expect(200);
    expect(list.body).toMatchObject([{ id }]);
  });
});
