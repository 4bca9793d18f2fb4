import { expectInputsDocumented, expectRoutesDocumented, useTestDatabase } from '@ticketing/common/testing';
import request from 'supertest';
import { openapi } from './app';
import { testApp } from './testing/auth-app';

jest.mock('./nats-wrapper');
useTestDatabase();

describe('the app', () => {
  it('documents its routes, all of them and no other', () => {
    expectRoutesDocumented(testApp().app, openapi);
    expectInputsDocumented(openapi);
  });

  it('answers an unknown route with a 404 in the format of all errors', async () => {
    const { body } = await request(testApp().app).get('/api/users/unknown/route').expect(404);
    expect(body).toEqual({ errors: [{ message: 'Not found', code: 'not_found' }] });
  });
});
