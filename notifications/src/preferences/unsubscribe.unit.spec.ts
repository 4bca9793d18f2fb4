import { testJwtKey } from '@ticketing/common/testing';
import request from 'supertest';
import { facts } from '../testing/facts';
import { errorFields, rawRouterApp, useFeatures } from '../testing/setup';
import { readUnsubscription, signUnsubscription, unsubscribeRouter } from './unsubscribe';

describe('the token', () => {
  const what = { userId: 'u1', kind: 'order', channel: 'EMAIL' } as const;
  const token = signUnsubscription(what, 'key');

  describe('a token of a link that unsubscribes', () => {
    it('tells what it was made for', () => expect(readUnsubscription(token, 'key')).toEqual(what));

    it.each([
      ['another key', token, 'other'],
      [
        'another payload',
        signUnsubscription({ ...what, userId: 'u2' }, 'key').split('.')[0] + '.' + token.split('.')[1],
        'key',
      ],
      ['no signature', token.split('.')[0] ?? '', 'key'],
      ['an addition', `${token}.x`, 'key'],
      ['nothing', '', 'key'],
    ])('is refused with %s', (_why, given, key) => expect(readUnsubscription(given, key)).toBeUndefined());

    it('is refused for what is essential', () => {
      expect(
        readUnsubscription(signUnsubscription({ ...what, kind: 'support' }, 'key'), 'key'),
      ).toBeUndefined();
    });
  });
});

describe('the page', () => {
  const features = useFeatures();
  const app = () => rawRouterApp(unsubscribeRouter(features.preferences, testJwtKey));
  const userId = facts.id();
  const path = `/api/notifications/unsubscribe?token=${signUnsubscription({ userId, kind: 'order', channel: 'EMAIL' }, testJwtKey)}`;
  const isOn = async () => (await features.preferences.get(userId)).choices.order.EMAIL;

  describe('unsubscribing', () => {
    it('is one POST without a session, as mail programs send it', async () => {
      await request(app()).post(path).type('form').send('List-Unsubscribe=One-Click').expect(200);
      const { text } = await request(app()).post(path).expect(200);
      expect(text).toContain('turn them on again in <a href="/preferences">Preferences</a>');
      expect(await isOn()).toBe(false);
      expect((await features.preferences.get(userId)).choices.payment.EMAIL).toBe(true);
      await request(app()).post(path).expect(200);
    });

    it('is not done by looking at the link, which shows a button', async () => {
      const { text, headers } = await request(app()).get(path).expect(200).expect('Content-Type', /html/);
      expect(await isOn()).toBe(true);
      expect(text).toContain(`<form method="post" action="${path}">`);
      expect(text).toContain('mails about your orders');
      for (const link of ['href="/"', 'href="/preferences"']) expect(text).toContain(link);
      expect(text).toContain('color-scheme:light dark');
      expect(headers['content-security-policy']).toContain("form-action 'self'");
      expect(headers['referrer-policy']).toBe('same-origin');
    });

    it('is done by the button, whose origin is the own host', async () => {
      await request(app())
        .post(path)
        .set('Host', 'tickets.example')
        .set('Origin', 'https://tickets.example')
        .expect(200);
      expect(await isOn()).toBe(false);
    });

    it('is refused to a page of another origin', async () => {
      await request(app()).post(path).set('Origin', 'https://evil.example').expect(403);
      expect(await isOn()).toBe(true);
    });

    it.each([
      '',
      '?token=x.y',
      '?token=a&token=b',
      `?token=${signUnsubscription({ userId, kind: 'support', channel: 'EMAIL' }, testJwtKey)}`,
    ])('is refused with %j, naming the token', async (query) => {
      for (const answer of [
        await request(app()).get(`/api/notifications/unsubscribe${query}`).expect(400),
        await request(app()).post(`/api/notifications/unsubscribe${query}`).expect(400),
      ]) {
        expect(errorFields(answer.body)).toEqual(['token']);
      }
    });
  });
});
