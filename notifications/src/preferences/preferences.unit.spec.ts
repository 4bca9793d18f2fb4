import { createRouter } from '@ticketing/common/http';
import { signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { routerApp, errorFields, useFeatures } from '../testing/setup';
import { addressedChannels, channelsFor, checkChoices, withChoices } from './preferences';
import { preferenceRoutes, type PreferencesContext } from './routes';

describe('what is chosen', () => {
  describe('what a user hears of', () => {
    it('is all by mail and in the app until they choose', () => {
      expect(channelsFor({ choices: withChoices({}), addresses: {} }, 'order')).toEqual(['INBOX', 'EMAIL']);
    });

    it('is what they chose, where there is an address', () => {
      const choices = withChoices({ order: { EMAIL: false, SMS: true, SLACK: true } });
      expect(channelsFor({ choices, addresses: { SMS: '+14155550123' } }, 'order')).toEqual(['INBOX', 'SMS']);
    });

    it('is always by mail when it is essential, whatever is stored', () => {
      const choices = withChoices({ support: { EMAIL: false } });
      expect(channelsFor({ choices, addresses: {} }, 'support')).toEqual(['INBOX', 'EMAIL']);
    });
  });

  describe('a change of choices', () => {
    it('is taken as far as it goes', () => {
      expect(checkChoices({ ticket: { EMAIL: false }, order: {} })).toEqual({
        change: { ticket: { EMAIL: false }, order: {} },
      });
    });

    it.each([
      [null, 'preferences'],
      [[], 'preferences'],
      ['x', 'preferences'],
      [{ weather: {} }, 'preferences.weather'],
      [{ order: 1 }, 'preferences.order'],
      [{ order: { FAX: true } }, 'preferences.order.FAX'],
      [{ order: { EMAIL: 'no' } }, 'preferences.order.EMAIL'],
      [{ support: { EMAIL: false } }, 'preferences.support.EMAIL'],
    ])('is refused, naming the field: %j', (value, field) => {
      const checked = checkChoices(value);
      expect('faults' in checked && checked.faults.map((fault) => fault.field)).toEqual([field]);
    });

    it('names every fault at once', () => {
      const checked = checkChoices({ order: { FAX: 1, SMS: 2 }, weather: {} });
      expect('faults' in checked && checked.faults).toHaveLength(3);
    });
  });
});

/** Nothing but mail. */
const usual = { EMAIL: true, ...Object.fromEntries(addressedChannels.map((channel) => [channel, false])) };

describe('the routes', () => {
  const features = useFeatures();
  const app = () =>
    routerApp(
      createRouter(preferenceRoutes, {
        connection: mongoose.connection,
        preferences: features.preferences,
      } as PreferencesContext),
    );
  const path = '/api/notifications/preferences';
  const cookie = signin();

  describe('GET preferences', () => {
    it('shows what is usual to who never chose', async () => {
      const { body } = await request(app()).get(path).set('Cookie', cookie).expect(200);
      expect(body).toEqual({
        preferences: expect.objectContaining({
          order: usual,
          support: usual,
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
    const put = (preferences: unknown) =>
      request(app()).put(path).set('Cookie', cookie).send({ preferences });

    it('changes what is sent and leaves the rest', async () => {
      await put({ order: { EMAIL: false } }).expect(200);
      const { body } = await put({ ticket: { SMS: true } }).expect(200);
      expect(body.preferences.order.EMAIL).toBe(false);
      expect(body.preferences.ticket).toEqual({ ...usual, SMS: true });
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
      expect(errorFields(body)).toEqual([field]);
    });

    it('is for who is signed in', async () => {
      await request(app()).put(path).send({ preferences: {} }).expect(401);
    });
  });
});
