import { randomUUID } from 'node:crypto';
import { answer, cut, hang, useFakeHttp } from '../testing/fake-http';
import { SmsProvider } from './sms';

const fake = useFakeHttp();
const uuid = randomUUID();
const message = { uuid, receiver: '+14155550123', text: 'Hello' };
const sms = (from = '+14155550100', timeoutMs = 20_000) =>
  new SmsProvider({ accountSid: 'AC1', authToken: 'secret', from, apiUrl: fake.url, timeoutMs });
const taken = { sid: 'SM1', status: 'queued', to: '+14155550123' };

describe('a text message', () => {
  it('goes through the API at the configured address, with the uuid as its idempotency key', async () => {
    fake.reply = answer(201, taken);
    expect(await sms().send(message)).toEqual({
      kind: 'accepted',
      messageId: 'SM1',
      response: 'queued',
      accepted: ['+14155550123'],
      rejected: [],
    });
    const [request] = fake.seen;
    expect(request?.path).toBe('/2010-04-01/Accounts/AC1/Messages.json');
    expect(request?.headers['idempotency-key']).toBe(uuid);
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('AC1:secret').toString('base64')}`);
    const form = Object.fromEntries(new URLSearchParams(request?.body));
    expect(form).toEqual({ To: '+14155550123', From: '+14155550100', Body: 'Hello' });
  });

  it('may come from a messaging service', async () => {
    fake.reply = answer(201, taken);
    await sms('MG1').send(message);
    expect(new URLSearchParams(fake.seen[0]?.body).get('MessagingServiceSid')).toBe('MG1');
  });

  it('has a key of its own, also when several go at once', async () => {
    fake.reply = answer(201, taken);
    const provider = sms();
    const uuids = [1, 2, 3].map(() => randomUUID());
    await Promise.all(uuids.map((key) => provider.send({ ...message, uuid: key })));
    expect(fake.seen.map(({ headers }) => headers['idempotency-key']).sort()).toEqual([...uuids].sort());
  });

  it.each<[number, object, object]>([
    [
      400,
      { code: 21211, message: 'not a valid phone number', status: 400 },
      { kind: 'refused', code: '400' },
    ],
    [401, { code: 20003, message: 'Authenticate', status: 401 }, { kind: 'retry', failsProvider: true }],
    [503, { code: 20503, message: 'down', status: 503 }, { kind: 'retry', code: '503', failsProvider: true }],
    [
      429,
      { code: 20429, message: 'too many', status: 429 },
      { kind: 'retry', code: '429', retryAfterMs: 9_000, failsProvider: false },
    ],
  ])('that is answered with %i', async (status, body, outcome) => {
    fake.reply = answer(status, body, { 'Retry-After': '9' });
    expect(await sms().send(message)).toMatchObject(outcome);
    expect(fake.seen).toHaveLength(1);
  });

  it.each([
    ['hangs', hang, 500],
    ['is cut', cut, 20_000],
  ])('that %s may be tried again', async (_how, reply, timeoutMs) => {
    fake.reply = reply;
    expect(await sms(undefined, timeoutMs).send(message)).toMatchObject({
      kind: 'retry',
      failsProvider: true,
    });
  });
});
