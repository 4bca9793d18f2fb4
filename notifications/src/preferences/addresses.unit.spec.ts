import { createRouter } from '@ticketing/common/http';
import { signin, testJwtKey } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { SmsBudget } from '../delivery/sms-budget';
import { facts } from '../testing/facts';
import { routerApp, errorFields, useFeatures } from '../testing/setup';
import { AddressConfirmation } from './address-confirmation';
import { codesToAddress, preferenceRoutes } from './routes';

const features = useFeatures();
const path = '/api/notifications/preferences/addresses';
const phone = '+14155550123';
let now = new Date();
let smsPerDay = 1_000;

const app = () => {
  const { preferences, intake } = features;
  const confirmation = new AddressConfirmation({
    store: preferences,
    intake,
    linkKey: testJwtKey,
    now: () => now,
    random: () => 42,
  });
  const { connection } = mongoose;
  const budget = new SmsBudget(connection, smsPerDay);
  return routerApp(
    createRouter(preferenceRoutes, {
      connection,
      preferences,
      confirmation,
      budget,
      codes: codesToAddress(connection),
    }),
  );
};
const user = () => signin({ id: facts.id() });
const propose = (cookie: string[], body: object = { channel: 'SMS', address: phone }) =>
  request(app()).post(path).set('Cookie', cookie).send(body);
const confirm = (cookie: string[], body: object = { channel: 'SMS', code: '000042' }) =>
  request(app()).post(`${path}/confirm`).set('Cookie', cookie).send(body);

beforeEach(() => {
  now = new Date();
  smsPerDay = 1_000;
});

describe('an address', () => {
  it('is in use only after the code that was sent there came back', async () => {
    const cookie = user();
    const { body } = await propose(cookie, { channel: 'SMS', address: '+1 (415) 555-0123' }).expect(202);
    expect(body).toMatchObject({ addresses: {}, pending: { SMS: phone } });
    const [sent] = await features.notifications();
    expect(sent).toMatchObject({ type: 'SMS', receiver: phone, status: 'ACCEPTED' });
    expect(sent?.text).toContain('000042');
    expect(sent?.userId).toBeUndefined();
    const confirmed = await confirm(cookie).expect(200);
    expect(confirmed.body).toMatchObject({ addresses: { SMS: phone }, pending: {} });
  });

  it('stays in use until a new one is confirmed, and is forgotten on request', async () => {
    const cookie = user();
    await propose(cookie);
    await confirm(cookie);
    const { body } = await propose(cookie, { channel: 'SMS', address: '+14155550199' });
    expect(body).toMatchObject({ addresses: { SMS: phone }, pending: { SMS: '+14155550199' } });
    const removed = await request(app()).delete(`${path}/SMS`).set('Cookie', cookie).expect(200);
    expect(removed.body).toMatchObject({ addresses: {}, pending: {} });
  });

  it('is not confirmed by a wrong code, by a late one, by somebody else or after five guesses', async () => {
    const cookie = user();
    await confirm(cookie).expect(400);
    await propose(cookie);
    await confirm(user()).expect(400);
    for (let guess = 0; guess < 5; guess += 1) {
      const { body } = await confirm(cookie, { channel: 'SMS', code: '111111' }).expect(400);
      expect(errorFields(body)).toEqual(['code']);
    }
    await confirm(cookie).expect(400);
    await propose(cookie);
    now = new Date(now.getTime() + 15 * 60_000);
    await confirm(cookie).expect(400);
  });

  it.each([
    [{ channel: 'EMAIL', address: 'a@b.example' }, 'channel'],
    [{ channel: { $ne: 1 }, address: phone }, 'channel'],
    [{ channel: 'SMS', address: '12' }, 'address'],
    [{ channel: 'SMS', address: '+881612345678' }, 'address'],
    [{ channel: 'SMS', address: '+870776123456' }, 'address'],
    [{ channel: 'SMS', address: '+19005550123' }, 'address'],
    [{ channel: 'SMS', address: '+449098790000' }, 'address'],
    [{ channel: 'SMS', address: '+491371234567' }, 'address'],
    [{ channel: 'SMS', address: '+99912345678' }, 'address'],
    [{ channel: 'SMS' }, 'address'],
    [{ channel: 'SLACK', address: 'T1/B1/abc' }, 'address'],
    [{ channel: 'SLACK', address: 'https://hooks.example/x' }, 'address'],
  ])('is refused: %j, naming %s', async (body, field) => {
    expect(errorFields((await propose(user(), body).expect(400)).body)).toEqual([field]);
  });

  it('needs a code of six digits', async () => {
    expect(errorFields((await confirm(user(), { channel: 'SMS', code: 42 }).expect(400)).body)).toEqual([
      'code',
    ]);
    expect(errorFields((await confirm(user(), { channel: 'FAX', code: '000042' }).expect(400)).body)).toEqual(
      ['channel'],
    );
    await request(app()).delete(`${path}/FAX`).set('Cookie', user()).expect(400);
  });

  it('is sent no more than five codes an hour', async () => {
    const cookie = user();
    for (let nth = 0; nth < 5; nth += 1) await propose(cookie).expect(202);
    const { headers } = await propose(cookie).expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('is sent no more than five codes an hour by all together', async () => {
    const general = { channel: 'SLACK', address: '#general' };
    for (let nth = 0; nth < 5; nth += 1) await propose(user(), general).expect(202);
    await propose(user(), general).expect(429);
    await propose(user(), { channel: 'SLACK', address: '#other' }).expect(202);
  });

  it('is sent no code by text message beyond the budget of the day', async () => {
    smsPerDay = 1;
    await propose(user()).expect(202);
    const { headers } = await propose(user(), { channel: 'SMS', address: '+14155550199' }).expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(3_600);
    await propose(user(), { channel: 'SLACK', address: '#general' }).expect(202);
  });

  it('is for who is signed in', async () => {
    await request(app()).post(path).send({}).expect(401);
    await request(app()).post(`${path}/confirm`).send({}).expect(401);
    await request(app()).delete(`${path}/SMS`).expect(401);
  });
});
