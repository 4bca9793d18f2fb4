import { bearer, expectOneFormOfIds } from '@ticketing/common/testing';
import { buy, sale, someone, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

describe('ids', () => {
  const service = useTestService();

  it('in capitals name the same in every path', async () => {
    const seller = await someone(service);
    const what = await sale(seller.id);
    const [admission] = await buy(service, seller.id, what);
    const held = { id: admission!._id, headers: { authorization: bearer(seller) } };
    const door = { ...held, id: what.showId! };
    await expectOneFormOfIds(
      service.app,
      {
        'get /api/admissions/{id}': held,
        'get /api/door/{showId}': door,
        'get /api/door/{showId}/check-ins': door,
        'get /api/door/{showId}/holders': door,
        'get /api/door/{showId}/messages': door,
        'get /api/door/{showId}/messages/audience': door,
        'get /api/door/{showId}/staff': door,
        'post /api/door/{showId}/staff': { ...door, body: { email: seller.email } },
      },
      // Files, and what is done once: their paths are read by the same rule.
      [
        'delete /api/admissions/{id}/resale',
        'delete /api/check-ins/{id}',
        'delete /api/door/{showId}/staff/{userId}',
        'delete /api/transfers/{id}',
        'get /api/admissions/{id}/ics',
        'get /api/admissions/{id}/pdf',
        'get /api/admissions/{id}/pkpass',
        'get /api/door/{showId}/messages/{messageId}',
        'post /api/admissions/{id}/resale',
        'post /api/admissions/{id}/transfer',
        'post /api/door/{showId}/messages',
        'post /api/transfers/{id}/accept',
        'post /api/transfers/{id}/decline',
      ],
    );
  });
});
