import { bearer, expectInputsDocumented, expectRoutesDocumented } from '@ticketing/common/testing';
import request from 'supertest';
import { openapi } from './app';
import { BOARD_PATH } from './routes/queues';
import { testApp } from './testing/expiration-app';

jest.mock('./nats-wrapper');

describe('the app', () => {
  it('documents its routes, all of them and no other', () => {
    expectRoutesDocumented(testApp(), openapi, [BOARD_PATH]);
    expectInputsDocumented(openapi);
    expect(Object.keys(openapi.paths)).toContain(BOARD_PATH);
  });

  it('lists its dead letters for admins only', async () => {
    const path = '/api/ops/expiration/dead-letters';
    await request(testApp()).get(path).expect(401);
    const { body } = await request(testApp())
      .get(path)
      .set('Authorization', bearer({ role: 'admin' }))
      .expect(200);
    expect(body).toEqual([]);
  });
});
