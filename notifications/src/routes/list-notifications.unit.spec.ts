import { signin, testUser } from '@ticketing/common/testing';
import request from 'supertest';
import { useSendingParts } from '../testing/sending-parts';
import { stored } from '../testing/stored';

jest.mock('../nats-wrapper');

const parts = useSendingParts();
const me = testUser();
const list = (path = '/api/notifications') => request(parts.app).get(path).set('Cookie', signin(me));
const texts = (body: unknown) => (body as { text: string }[]).map(({ text }) => text);
const store = (text: string, request = {}, state = {}) =>
  stored(parts.sending.collection, { userId: me.id, text, ...request }, state);

describe('the inbox', () => {
  it('has what concerns the user, newest first', async () => {
    await store('older', {}, { createdAt: new Date('2026-05-01T12:00:00Z') });
    await store('newer', { type: 'INBOX', origin: 'event' }, { createdAt: new Date('2026-05-01T12:00:01Z') });
    await store('not mine', { userId: 'another' });
    const { body } = await list().expect(200);
    expect(texts(body)).toEqual(['newer', 'older']);
    expect(body[0]).toMatchObject({ id: expect.any(String), type: 'INBOX', readAt: null });
    expect(body[0]).not.toHaveProperty('attempts');
  });

  it('tells an event once, however many channels told it', async () => {
    await store('in the app', { type: 'INBOX', origin: 'event' });
    await store('by mail', { type: 'EMAIL', origin: 'event' });
    expect(texts((await list()).body)).toEqual(['in the app']);
    expect(texts((await list('/api/notifications?type=EMAIL')).body)).toEqual(['by mail']);
  });

  it('comes in pages, each entry once, also those of one moment', async () => {
    const createdAt = new Date();
    for (let n = 0; n < 7; n += 1) await store(`n${n}`, {}, { createdAt });
    const seen: string[] = [];
    for (let path: string | undefined = '/api/notifications?limit=3'; path;) {
      const answer: request.Response = await list(path).expect(200);
      seen.push(...texts(answer.body));
      path = /<(.*)>; rel="next"/.exec(answer.headers['link'] ?? '')?.[1];
    }
    expect(seen.sort()).toEqual(['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6']);
  });

  it.each(['limit=0', 'limit=101', 'after=x', 'type=FAX'])('refuses %s', async (query) => {
    const { body } = await list(`/api/notifications?${query}`).expect(400);
    expect(body.errors).toMatchObject([{ field: query.split('=')[0] }]);
  });

  it('is for who is signed in', async () => {
    await request(parts.app).get('/api/notifications').expect(401);
  });
});
