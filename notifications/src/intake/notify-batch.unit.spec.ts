import { signin, testUser } from '@ticketing/common/testing';
import request from 'supertest';
import { testToken, usePipeline } from '../testing/setup';

jest.mock('../nats-wrapper');

const service = usePipeline();
const uuid = '8f58c11d-ebc2-4ca7-a934-226e2bb6192c';
const mail = (n: number) => ({ type: 'EMAIL', message: `Hello ${n}`, receiver: `user${n}@example.com` });
const lines = (items: unknown[]) => items.map((item) => JSON.stringify(item)).join('\n');

const post = (type: string, body: string) =>
  request(service.internal)
    .post('/notification/batch')
    .set('Authorization', `Bearer ${testToken}`)
    .set('Content-Type', type)
    .buffer(true)
    .parse((res, done) => {
      let text = '';
      res.on('data', (part: Buffer) => (text += part.toString()));
      res.on('end', () => done(null, text));
    })
    .send(body);
const results = (text: string) =>
  (text.startsWith('[')
    ? JSON.parse(text)
    : text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))) as {
    line: number;
    id?: string;
    errors?: { field?: string; code?: string }[];
  }[];

describe.each([
  ['a JSON array', 'application/json', (items: unknown[]) => JSON.stringify(items)],
  ['lines', 'application/x-ndjson', lines],
])('a batch as %s', (_name, type, text) => {
  it('gets a result per line, in order, and the wrong ones stop nobody', async () => {
    const batch = [
      mail(1),
      { ...mail(2), receiver: 'nobody' },
      7,
      { ...mail(4), uuid },
      { ...mail(5), uuid },
    ];
    const answer = await post(type, text(batch)).expect(202);
    expect(answer.headers['content-type']).toContain(type);
    const [first, second, third, fourth, fifth, ...more] = results(answer.body as string);
    expect(first).toEqual({ line: 1, id: expect.any(String), status: 'ACCEPTED', href: expect.any(String) });
    expect(second).toMatchObject({ line: 2, errors: [{ field: 'receiver', code: 'invalid_input' }] });
    expect(third).toMatchObject({ line: 3, errors: [{ field: 'body' }] });
    expect(fourth).toMatchObject({ line: 4, id: uuid });
    expect(fifth).toMatchObject({ line: 5, errors: [{ field: 'uuid', code: 'uuid_reused' }] });
    expect(more).toEqual([]);
    expect((await service.notifications()).map((row) => row.text).sort()).toEqual(['Hello 1', 'Hello 4']);
  });

  it('may come again', async () => {
    const batch = text([{ ...mail(1), uuid }]);
    const first = await post(type, batch).expect(202);
    const again = await post(type, batch).expect(202);
    expect(again.body).toEqual(first.body);
    expect(await service.notifications()).toHaveLength(1);
  });

  it('may have ten thousand, and no more', async () => {
    const batch = Array.from({ length: 10_001 }, (_, n) => mail(n));
    const answer = await post(type, text(batch)).expect(413);
    const { errors, results: told } = JSON.parse(answer.body as string) as {
      errors: unknown[];
      results: unknown[];
    };
    expect(errors).toMatchObject([{ field: 'body', code: 'payload_too_large' }]);
    expect(told).toHaveLength(10_000);
    expect(await service.pipeline.collection.countDocuments()).toBe(10_000);
    await post(type, text(batch.slice(1))).expect(202);
  }, 60_000);
});

describe('a batch', () => {
  it('is refused when it is neither', async () => {
    await post('application/json; charset=latin1', '[]').expect(415);
    await post('application/x-ndjson; charset=utf-16le', '{}').expect(415);
    const answer = await post('text/csv', 'a,b').expect(415);
    expect(JSON.parse(answer.body as string)).toMatchObject({ errors: [{ code: 'unsupported_media_type' }] });
  });

  it('that breaks off is refused, and tells what came before', async () => {
    const answer = await post('application/json', `[${JSON.stringify(mail(1))},{"type"`).expect(400);
    expect(JSON.parse(answer.body as string)).toMatchObject({
      errors: [{ field: 'body', code: 'invalid_json' }],
      results: [{ line: 1, status: 'ACCEPTED' }],
    });
  });

  it('has a result for a line that is no JSON', async () => {
    const answer = await post('application/x-ndjson', `${JSON.stringify(mail(1))}\n{oops\n`).expect(202);
    expect(results(answer.body as string)[1]).toMatchObject({ line: 2, errors: [{ code: 'invalid_json' }] });
  });

  it('of a user tells only themselves', async () => {
    const user = testUser({ email: 'user1@example.com' });
    await service.enrol(user);
    const { body } = await request(service.app)
      .post('/notification/batch')
      .set('Cookie', signin(user))
      .send([mail(1), mail(2)])
      .expect(202);
    expect(body).toMatchObject([
      { line: 1, status: 'ACCEPTED' },
      { line: 2, errors: [{ code: 'not_authorized' }] },
    ]);
    expect(await service.notifications()).toHaveLength(1);
  });

  it('of nobody is refused', async () => {
    await request(service.app)
      .post('/notification/batch')
      .send([mail(1)])
      .expect(401);
  });

  it('may be empty', async () => {
    expect(results((await post('application/json', '[]').expect(202)).body as string)).toEqual([]);
  });
});
