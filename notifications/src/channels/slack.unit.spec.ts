import { randomUUID } from 'node:crypto';
import { answer, cut, hang, useFakeHttp } from '../testing/fake-http';
import { SlackProvider, webhookBase, webhookIdIn } from './slack';

const fake = useFakeHttp();
const uuid = randomUUID();
const slack = (timeoutMs = 20_000) =>
  new SlackProvider({
    webhookUrl: `${fake.url}/services`,
    apiUrl: `${fake.url}/api`,
    botToken: 'xoxb-spec',
    timeoutMs,
  });
const toChannel = { uuid, receiver: 'C0123456789', text: 'Hello' };
const toWebhook = { uuid, receiver: 'T1/B1/x1', text: 'Hello' };
const sent = () => JSON.parse(fake.seen[0]?.body ?? '{}') as Record<string, unknown>;

describe('a channel', () => {
  it('is told by chat.postMessage, with the uuid', async () => {
    fake.reply = answer(200, { ok: true, channel: 'C0123456789', ts: '1.2' });
    expect(await slack().send(toChannel)).toMatchObject({ kind: 'accepted', messageId: '1.2' });
    const [request] = fake.seen;
    expect(request).toMatchObject({
      path: '/api/chat.postMessage',
      headers: { authorization: 'Bearer xoxb-spec' },
    });
    const form = new URLSearchParams(request?.body);
    expect(form.get('channel')).toBe('C0123456789');
    expect(form.get('client_msg_id')).toBe(uuid);
    expect(JSON.parse(form.get('metadata') ?? '{}')).toMatchObject({ event_payload: { uuid } });
  });

  it('is never called together by what somebody wrote', async () => {
    fake.reply = answer(200, { ok: true });
    await slack().send({ ...toChannel, subject: 'A & B', text: '<!channel> <https://evil|x>' });
    const text = new URLSearchParams(fake.seen[0]?.body).get('text');
    expect(text).toBe('*A &amp; B*\n&lt;!channel&gt; &lt;https://evil|x&gt;');
  });

  it('gets the text of a template as it is', async () => {
    fake.reply = answer(200, { ok: true });
    await slack().send({ ...toChannel, subject: 'S', text: '*S*\n<https://x|See>', formatted: true });
    expect(new URLSearchParams(fake.seen[0]?.body).get('text')).toBe('*S*\n<https://x|See>');
  });

  it.each<[string, object | string, number, object]>([
    [
      'channel_not_found',
      { ok: false, error: 'channel_not_found' },
      200,
      { kind: 'refused', code: 'channel_not_found' },
    ],
    ['internal_error', { ok: false, error: 'internal_error' }, 200, { kind: 'retry', failsProvider: true }],
    ['rate_limited', { ok: false, error: 'rate_limited' }, 200, { kind: 'retry', failsProvider: false }],
    ['a revoked token', { ok: false, error: 'token_revoked' }, 200, { kind: 'retry', failsProvider: true }],
    ['503', 'down', 503, { kind: 'retry', code: '503', failsProvider: true }],
    ['400', 'bad', 400, { kind: 'refused', code: '400' }],
  ])('that answers %s', async (_what, body, status, outcome) => {
    fake.reply = answer(status, body);
    expect(await slack().send(toChannel)).toMatchObject(outcome);
    expect(fake.seen).toHaveLength(1);
  });

  it('that is told too often says when it may be told again', async () => {
    fake.reply = answer(429, { ok: false, error: 'ratelimited' }, { 'Retry-After': '30' });
    expect(await slack().send(toChannel)).toMatchObject({
      code: '429',
      retryAfterMs: 30_000,
      failsProvider: false,
    });
  });

  it.each([
    // Long enough for the request to be sent, however busy the machine is.
    ['hangs', hang, 3_000],
    ['is cut', cut, 20_000],
  ])('that %s may be tried again', async (_how, reply, timeoutMs) => {
    fake.reply = reply;
    expect(await slack(timeoutMs).send(toChannel)).toMatchObject({ kind: 'retry', failsProvider: true });
    expect(fake.seen).toHaveLength(1);
  });

  it('cannot be told without a bot token', async () => {
    const provider = new SlackProvider({ webhookUrl: `${fake.url}/services` });
    expect(await provider.send(toChannel)).toMatchObject({ kind: 'refused', code: 'NO_BOT_TOKEN' });
    expect(fake.seen).toHaveLength(0);
  });
});

describe('a webhook', () => {
  it('is called below the configured base, with the uuid', async () => {
    fake.reply = answer(200, 'ok');
    expect(await slack().send(toWebhook)).toMatchObject({ kind: 'accepted', response: 'ok' });
    expect(fake.seen[0]).toMatchObject({ path: '/services/T1/B1/x1', headers: { 'idempotency-key': uuid } });
    expect(sent()).toMatchObject({ text: 'Hello', metadata: { event_payload: { uuid } } });
  });

  it('leads nowhere else', async () => {
    fake.reply = answer(302, '', { Location: `${fake.url}/elsewhere` });
    expect(await slack().send(toWebhook)).toMatchObject({ kind: 'refused', code: '302' });
    expect(fake.seen).toHaveLength(1);
  });

  it.each<[number, object]>([
    [400, { kind: 'refused', code: '400', error: 'invalid_payload' }],
    [403, { kind: 'refused', code: '403' }],
    [410, { kind: 'refused', code: '410' }],
    [429, { kind: 'retry', code: '429', retryAfterMs: 7_000, failsProvider: false }],
    [503, { kind: 'retry', code: '503', failsProvider: true }],
  ])('that answers %i', async (status, outcome) => {
    fake.reply = answer(status, 'invalid_payload', { 'Retry-After': '7' });
    expect(await slack().send(toWebhook)).toMatchObject(outcome);
  });

  it.each([
    ['hangs', hang, 500, 'TimeoutError'],
    ['is cut', cut, 20_000, 'UND_ERR_SOCKET'],
  ])('that %s may be tried again', async (_how, reply, timeoutMs, code) => {
    fake.reply = reply;
    expect(await slack(timeoutMs).send(toWebhook)).toMatchObject({
      kind: 'retry',
      code,
      failsProvider: true,
    });
  });

  it('that is the configured one pauses the channel when it is turned away', async () => {
    fake.reply = answer(403, 'invalid_token');
    const provider = new SlackProvider({ webhookUrl: `${fake.url}/services/T1/B1/x1` });
    expect(await provider.send(toWebhook)).toMatchObject({ kind: 'retry', code: '403', failsProvider: true });
  });

  it('cannot be called when none are configured', async () => {
    const provider = new SlackProvider({ botToken: 'x' });
    expect(await provider.send(toWebhook)).toMatchObject({ kind: 'refused', code: 'NO_WEBHOOKS' });
  });

  it('configured whole is the base of all, and the default', () => {
    const whole = 'https://hooks.slack.com/services/T1/B1/x1';
    expect([webhookBase(whole), webhookIdIn(whole)]).toEqual([
      'https://hooks.slack.com/services/',
      'T1/B1/x1',
    ]);
    const base = 'https://hooks.slack.com/services/';
    expect([webhookBase(base), webhookIdIn(base)]).toEqual([base, undefined]);
  });
});
