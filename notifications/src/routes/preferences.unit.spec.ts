import { signin } from '@ticketing/common/testing';
import request from 'supertest';
import { appOf, faultsOf } from '../testing/app-of';
import { useTellingParts } from '../testing/telling-parts';
import { preferencesRouter } from './preferences';

const parts = useTellingParts();
const app = () => appOf(preferencesRouter(parts.preferences));
const path = '/api/notifications/preferences';
const cookie = signin();

describe('GET preferences', () => {
  it('shows what is usual to who never chose', async () => {
    const { body } = await request(app()).get(path).set('Cookie', cookie).expect(200);
    expect(body).toEqual({
      preferences: expect.objectContaining({
        order: { EMAIL: true, SLACK: false, SMS: false },
        support: { EMAIL: true, SLACK: false, SMS: false },
      }),
      addresses: {},
      pending: {},
      essential: ['support'],
    });
  });

  it('is for who is signed in', async () => {
    await request(app()).get(path).expect(401);
  });
});

describe('PUT preferences', () => {
  const put = (preferences: unknown) => request(app()).put(path).set('Cookie', cookie).send({ preferences });

  it('changes what is sent and leaves the rest', async () => {
    await put({ order: { EMAIL: false } }).expect(200);
    const { body } = await put({ ticket: { SMS: true } }).expect(200);
    expect(body.preferences.order.EMAIL).toBe(false);
    expect(body.preferences.ticket).toEqual({ EMAIL: true, SLACK: false, SMS: true });
  });

  it('keeps what two clients change at once', async () => {
    await Promise.all([put({ order: { EMAIL: false } }), put({ payment: { EMAIL: false } })]);
    const { body } = await request(app()).get(path).set('Cookie', cookie);
    expect([body.preferences.order.EMAIL, body.preferences.payment.EMAIL]).toEqual([false, false]);
  });

  it('changes nobody else', async () => {
    await put({ order: { EMAIL: false } });
    const { body } = await request(app()).get(path).set('Cookie', signin());
    expect(body.preferences.order.EMAIL).toBe(true);
  });

  it.each([
    [undefined, 'preferences'],
    [{ order: { EMAIL: 'x' } }, 'preferences.order.EMAIL'],
    [{ support: { EMAIL: false } }, 'preferences.support.EMAIL'],
    [{ order: { $set: true } }, 'preferences.order.$set'],
    [{ __proto__x: {} }, 'preferences.__proto__x'],
  ])('refuses %j, naming %s', async (preferences, field) => {
    const { body } = await put(preferences).expect(400);
    expect(faultsOf(body)).toEqual([field]);
  });

  it('is for who is signed in', async () => {
    await request(app()).put(path).send({ preferences: {} }).expect(401);
  });
});
