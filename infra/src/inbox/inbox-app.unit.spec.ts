import type { Express } from 'express';
import supertest from 'supertest';
import { Faults } from './faults';
import { buildInboxApp } from './inbox';
import { channels, MessageStore } from './message-store';

const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';
const sms = '/2010-04-01/Accounts/AC0/Messages.json';

describe('the inbox', () => {
  let app: Express;
  const messages = async (query = '') => (await supertest(app).get(`/api/messages${query}`).expect(200)).body;
  const webhook = (body: object) => supertest(app).post('/slack/webhooks/T0/B0/x').send(body);
  const post = (body: object) =>
    supertest(app).post('/slack/api/chat.postMessage').set('authorization', 'Bearer t').send(body);
  const text = (body: object) => supertest(app).post(sms).auth('AC0', 'token').type('form').send(body);
  const order = (fault: object) => supertest(app).post('/api/faults').send(fault);

  beforeEach(() => {
    app = buildInboxApp(new MessageStore(), new Faults());
  });

  describe('as a Slack webhook', () => {
    it('takes a message and says ok', async () => {
      const response = await webhook({ text: 'Hi', metadata: { event_payload: { uuid } } });
      expect(response.text).toBe('ok');
      expect(await messages()).toEqual([
        expect.objectContaining({ channel: 'slack', to: ['T0/B0/x'], text: 'Hi', uuid }),
      ]);
    });

    it('refuses one without text', async () => {
      expect((await webhook({})).status).toBe(400);
      expect(await messages()).toEqual([]);
    });
  });

  describe('as Slack’s web API', () => {
    it('takes a message for a channel', async () => {
      const response = await post({ channel: 'C1', text: 'Hi', client_msg_id: uuid });
      expect(response.body).toMatchObject({ ok: true, channel: 'C1' });
      expect(await messages('?channel=slack&to=c1')).toEqual([expect.objectContaining({ uuid })]);
    });

    it.each([
      ['no text', { channel: 'C1' }, 'no_text'],
      ['no channel', { text: 'Hi' }, 'channel_not_found'],
    ])('refuses one with %s', async (_what, body, error) => {
      expect((await post(body)).body).toEqual({ ok: false, error });
    });

    it('refuses who brings no token', async () => {
      const response = await supertest(app)
        .post('/slack/api/chat.postMessage')
        .send({ channel: 'C1', text: 'Hi' });
      expect(response.body).toEqual({ ok: false, error: 'not_authed' });
    });
  });

  describe('as Twilio', () => {
    it('takes a message', async () => {
      const response = await text({ To: '+15550101', From: '+15550100', Body: 'Hi' }).set(
        'idempotency-key',
        uuid,
      );
      expect(response.status).toBe(201);
      expect(response.body).toMatchObject({ status: 'queued', to: '+15550101', body: 'Hi' });
      expect(response.body.sid).toMatch(/^SM\d{32}$/);
      expect(await messages('?channel=sms')).toEqual([
        expect.objectContaining({ from: '+15550100', to: ['+15550101'], text: 'Hi', uuid }),
      ]);
    });

    it.each([
      ['without receiver', { Body: 'Hi' }, 21604],
      ['without body', { To: '+15550101' }, 21602],
    ])('refuses one %s', async (_what, body, code) => {
      const response = await text(body);
      expect(response.status).toBe(400);
      expect(response.body.code).toBe(code);
    });

    it('refuses who does not sign in', async () => {
      await supertest(app).post(sms).type('form').send({ To: '+15550101', Body: 'Hi' }).expect(401);
    });
  });

  describe('with a fault ordered', () => {
    it('answers 429 with Retry-After as often as ordered, then takes messages again', async () => {
      await order({ channel: 'sms', kind: '429', times: 2, retryAfter: 7 }).expect(201);
      const body = { To: '+15550101', Body: 'Hi' };
      for (let n = 0; n < 2; n += 1) {
        const response = await text(body);
        expect(response.status).toBe(429);
        expect(response.headers['retry-after']).toBe('7');
      }
      await text(body).expect(201);
      expect(await messages()).toHaveLength(1);
    });

    it('answers 503 in each provider’s words', async () => {
      await order({ channel: 'slack', kind: 503, times: 2 }).expect(201);
      expect((await webhook({ text: 'Hi' })).text).toBe('service_unavailable');
      expect((await post({ channel: 'C1', text: 'Hi' })).status).toBe(503);
    });

    it('refuses for good', async () => {
      await order({ channel: 'sms', kind: '400' });
      await order({ channel: 'slack', kind: '400', times: 2 });
      expect((await text({ To: '+15550101', Body: 'Hi' })).body.code).toBe(21211);
      expect((await webhook({ text: 'Hi' })).text).toBe('invalid_payload');
      expect((await post({ channel: 'C1', text: 'Hi' })).body.error).toBe('channel_not_found');
    });

    it('refuses those to one receiver', async () => {
      await order({ channel: 'sms', kind: '400', to: '+15550102' });
      expect((await text({ To: '+15550101', Body: 'Hi' })).status).toBe(201);
      expect((await text({ To: '+15550102', Body: 'Hi' })).status).toBe(400);
      expect((await text({ To: '+15550102', Body: 'Hi' })).status).toBe(201);
    });

    it('takes the message and cuts the connection', async () => {
      await order({ channel: 'slack', kind: 'drop-after-accept' });
      await expect(webhook({ text: 'Hi' })).rejects.toThrow(/hang up|ECONNRESET/);
      expect(await messages()).toHaveLength(1);
    });

    it('never answers', async () => {
      await order({ channel: 'slack', kind: 'hang' });
      await expect(webhook({ text: 'Hi' }).timeout(100)).rejects.toThrow(/Timeout/);
      expect(await messages()).toEqual([]);
    });

    it('forgets faults on request', async () => {
      await order({ channel: 'slack', kind: '400' });
      await supertest(app).delete('/api/faults').expect(204);
      expect((await supertest(app).get('/api/faults')).body).toEqual([]);
      expect((await webhook({ text: 'Hi' })).text).toBe('ok');
    });

    it.each([
      [{ channel: 'fax', kind: '429' }, 'channel'],
      [{ channel: 'sms', kind: '418' }, 'kind'],
      [{ channel: 'sms', kind: '429', times: 0 }, 'times'],
      [{ channel: 'sms', kind: '429', retryAfter: -1 }, 'retryAfter'],
    ])('refuses to order %j, naming %s', async (fault, field) => {
      const response = await order(fault);
      expect(response.status).toBe(400);
      expect(response.body.errors).toContainEqual(expect.objectContaining({ field }));
    });
  });

  describe('for programs', () => {
    it('pages through messages', async () => {
      for (let n = 1; n <= 3; n += 1) await webhook({ text: String(n) });
      const first = await supertest(app).get('/api/messages?limit=2&channel=slack');
      expect(first.body).toHaveLength(2);
      const next = /<(.+)>; rel="next"/.exec(first.headers.link ?? '')?.[1] ?? '';
      const second = await supertest(app).get(next);
      expect(second.body.map((message: { text: string }) => message.text)).toEqual(['1']);
      expect(second.headers.link).toBeUndefined();
    });

    it.each(['limit=0', 'limit=1001', 'limit=x', 'after=x', 'channel=fax'])('refuses %s', async (query) => {
      const response = await supertest(app).get(`/api/messages?${query}`);
      expect(response.status).toBe(400);
      expect(response.body.errors[0].field).toBe(query.split('=')[0]);
    });

    it('counts, and forgets on request', async () => {
      await webhook({ text: 'Hi', metadata: { event_payload: { uuid } } });
      await webhook({ text: 'Hi', metadata: { event_payload: { uuid } } });
      expect((await supertest(app).get('/api/stats')).body).toMatchObject({
        accepted: { slack: 2 },
        duplicated: { [uuid]: 2 },
      });
      await supertest(app).delete('/api/messages').expect(204);
      expect(await messages()).toEqual([]);
      expect((await supertest(app).get('/api/stats')).body.uuids).toBe(0);
    });

    it('answers errors in the usual format', async () => {
      expect((await supertest(app).get('/api/none')).body).toEqual({ errors: [{ message: 'Not found' }] });
      const broken = await supertest(app).post('/api/faults').type('json').send('{');
      expect(broken.status).toBe(400);
      expect(broken.body.errors).toHaveLength(1);
    });
  });

  describe('for people', () => {
    it('is a page that runs no script but its own', async () => {
      const page = await supertest(app).get('/').expect(200).expect('content-type', /html/);
      const policy = page.headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('unsafe-inline');
      expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|style=/);
    });

    it('names every channel', async () => {
      const page = (await supertest(app).get('/')).text;
      expect(channels.filter((channel) => !page.includes(`<option value="${channel}">`))).toEqual([]);
    });

    it('brings its own script and style', async () => {
      await supertest(app)
        .get('/inbox.js')
        .expect(200)
        .expect('content-type', /javascript/);
      await supertest(app).get('/inbox.css').expect(200).expect('content-type', /css/);
    });

    it('sets what a message says as text, never as markup', async () => {
      const script = (await supertest(app).get('/inbox.js')).text;
      expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
    });
  });
});
