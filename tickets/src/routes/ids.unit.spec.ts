import { bearer, expectOneFormOfIds } from '@ticketing/common/testing';
import { newShow, Show } from '../models/show';
import { Ticket } from '../models/ticket';
import { useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('ids', () => {
  const service = useTestService();

  it('in capitals name the same ticket in every path', async () => {
    const [ticket, other] = [
      await Ticket.build({ title: 'Concert', price: 20, userId: 'seller' }).save(),
      await Ticket.build({ title: 'Opera', price: 20, userId: 'seller' }).save(),
    ];
    const show = await Show.create(
      newShow(
        {
          title: 'Concert',
          startsAt: new Date(),
          timeZone: 'UTC',
          venue: { name: 'Hall' },
          currency: 'usd',
          queue: false,
          resaleCapPercent: 100,
          userId: 'seller',
        },
        new Date(),
      ),
    );
    const ofShow = { id: show.id, headers: { authorization: bearer({ id: 'seller' }) } };
    const one = { id: String(ticket._id), headers: { authorization: bearer({ id: 'seller' }) } };
    const requests = {
      'get /api/tickets/{id}': one,
      'get /api/shows/{id}': ofShow,
      'put /api/shows/{id}': { ...ofShow, body: { title: 'Concert' } },
      'post /api/shows/{id}/cancel': { ...ofShow, body: { reason: 'Rain' } },
      'delete /api/tickets/{id}': { ...one, id: String(other._id) },
      'put /api/tickets/{id}': { ...one, body: { title: 'Concert' } },
    };
    // The spec of pictures has those that are no JSON.
    const pictures = ['get /api/shows/{id}/image/{imageId}', 'post /api/shows/{id}/image'];
    await expectOneFormOfIds(service.app, requests, pictures);
  });
});
