import { bearer, expectOneFormOfIds } from '@ticketing/common/testing';
import { Ticket } from '../models/ticket';
import { useTestParts } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('ids', () => {
  const parts = useTestParts();

  it('in capitals name the same ticket in every path', async () => {
    const ticket = await new Ticket({
      title: 'Concert',
      price: 20,
      userId: 'seller',
      createdAt: new Date(),
    }).save();
    const one = { id: String(ticket._id), headers: { authorization: bearer({ id: 'seller' }) } };
    await expectOneFormOfIds(parts.app, {
      'get /api/tickets/{id}': one,
      'put /api/tickets/{id}': { ...one, body: { title: 'Concert' } },
    });
  });
});
