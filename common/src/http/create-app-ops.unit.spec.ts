import { type RequestHandler, Router } from 'express';
import request from 'supertest';
import type { BeforeLetter, DeadLetterPage } from '../messaging';
import { Health } from '../observability/health';
import { expectRoutesDocumented } from '../testing/documented-routes';
import { buildThings, document, things } from '../testing/fixtures/things-app';
import { mockNatsWrapper } from '../testing/mock-nats';
import { publishedOn } from '../testing/published-on';
import { bearer, testJwtKey } from '../testing/signin';
import { testLogger } from '../testing/test-logger';
import { createApp } from './create-app';
import { openApi } from './openapi';
import { encodeCursor } from './pagination';

const app = buildThings();

describe('the document', () => {
  it('is served at both addresses and tells of every route', async () => {
    expectRoutesDocumented(app, document);
    expect((await request(app).get('/openapi.json').expect(200)).body).toEqual(
      JSON.parse(JSON.stringify(document)),
    );
    expect((await request(app).get('/api/docs/things.json').expect(200)).body.info).toEqual({
      title: 'Things',
      version: '1.0.0',
      description: 'For specs',
    });
  });

  it('is found wanting when a route is missing on either side, or a parameter', () => {
    const nested = Router().use(
      '/api/more',
      Router().get(['/', '/:name'], (_req, res) => void res.end()),
    );
    expect(() => expectRoutesDocumented(buildThings({ routers: [things(), nested] }), document)).toThrow(
      '/api/more/{name}',
    );
    expect(() =>
      expectRoutesDocumented(buildThings({ routers: [things(), nested] }), document, ['/api/more']),
    ).not.toThrow();
    expect(() => expectRoutesDocumented(buildThings({ routers: [] }), document)).toThrow('/api/broken');
    const paths = { ...document.paths, '/api/things/{id}': { get: { summary: 'One', responses: {} } } };
    expect(() => expectRoutesDocumented(app, { ...document, paths })).toThrow('/api/things/{id}');
  });

  it('is found wanting when a route stands behind one that takes its path for an id', () => {
    const end: RequestHandler = (_req, res) => void res.end();
    const hidden = Router().get('/api/more/:name', end).get('/api/more/count', end);
    expect(() =>
      expectRoutesDocumented(buildThings({ routers: [things(), hidden] }), document, ['/api/more']),
    ).toThrow('get /api/more/count');
    const reached = Router().get('/api/more/count', end).get('/api/more/:name', end);
    expectRoutesDocumented(buildThings({ routers: [things(), reached] }), document, ['/api/more']);
  });

  it('refers only to what it has', () => {
    const text = JSON.stringify(document);
    for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)) {
      expect(document.components).toHaveProperty([String(kind), String(name)]);
    }
    const without = openApi({ name: 'x', title: 'X', paths: {} });
    expect(JSON.stringify(without)).not.toContain('dead-letters');
  });
});

describe('operations', () => {
  const admin = bearer({ role: 'admin' });

  it('are for admins only', async () => {
    for (const user of [
      bearer(),
      bearer({ role: 'engineer' }),
      bearer({ role: 'admin', status: 'pending' }),
    ]) {
      await request(app).get('/api/ops/things/health').set('Authorization', user).expect(401);
      await request(app).get('/api/ops/things/figures').set('Authorization', user).expect(401);
      await request(app).get('/api/ops/things/dead-letters').set('Authorization', user).expect(401);
      await request(app)
        .post('/api/ops/things/dead-letters/1/redrive')
        .set('Authorization', user)
        .expect(401);
      await request(app).delete('/api/ops/things/dead-letters/1').set('Authorization', user).expect(401);
    }
    await request(app).get('/api/ops/things/health').expect(401);
  });

  it('show the health', async () => {
    const { body } = await request(app).get('/api/ops/things/health').set('Authorization', admin).expect(200);
    expect(body).toMatchObject({ service: 'things', ready: true, checks: {} });
  });

  it('show the figures of the replica that answers', async () => {
    const ask = () => request(app).get('/api/ops/things/figures').set('Authorization', admin).expect(200);
    const { body: first } = await ask();
    const { body } = await ask();
    expect(body).toMatchObject({ service: 'things', replica: first.replica, at: expect.any(String) });
    expect(body.figures.requests).toBe(first.figures.requests + 1);
  });

  it('list dead letters by page, redrive and discard them', async () => {
    const letter = (id: string) => ({
      id,
      subject: 'ticket:created',
      sequence: 1,
      wire: '{}',
      error: 'poison',
      attempts: 5,
      redrives: 0,
      deadAt: new Date(0),
    });
    const all = ['c', 'b', 'a'].map(letter);
    const desk = {
      list: jest.fn(({ limit, after }: DeadLetterPage) => {
        const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after.id) + 1;
        return Promise.resolve(all.slice(from, from + limit));
      }),
      count: () => Promise.resolve(all.length),
      redrive: jest.fn(async (id: string, before?: BeforeLetter) => {
        await before?.(letter(id));
        return { redriven: false, error: 'still poison' };
      }),
      discard: jest.fn((id: string, before?: BeforeLetter) => before?.(letter(id)) ?? Promise.resolve()),
    };
    const acts = mockNatsWrapper();
    const ops = buildThings({ deadLetters: desk, acts });
    const first = await request(ops)
      .get('/api/ops/things/dead-letters?limit=2')
      .set('Authorization', admin)
      .expect(200);
    expect(first.body.map(({ id }: { id: string }) => id)).toEqual(['c', 'b']);
    expect(first.body[0]).toMatchObject({
      payload: '{}',
      error: 'poison',
      deadAt: new Date(0).toISOString(),
    });
    expect(first.headers['x-total-count']).toBe('3');
    const next = /^<(.*)>; rel="next"$/.exec(first.headers['link'] ?? '')?.[1] ?? '';
    const second = await request(ops).get(next).set('Authorization', admin).expect(200);
    expect(second.body.map(({ id }: { id: string }) => id)).toEqual(['a']);
    expect(second.headers).not.toHaveProperty('link');
    expect(desk.list).toHaveBeenLastCalledWith({ limit: 3, after: { id: 'b', deadAt: new Date(0) } });
    for (const query of ['limit=0', `after=${encodeCursor('b')}`])
      await request(ops).get(`/api/ops/things/dead-letters?${query}`).set('Authorization', admin).expect(400);
    const redriven = await request(ops)
      .post('/api/ops/things/dead-letters/b/redrive')
      .set('Authorization', admin);
    expect(redriven.body).toEqual({ redriven: false, error: 'still poison' });
    await request(ops).delete('/api/ops/things/dead-letters/b').set('Authorization', admin).expect(204);
    const after = { service: 'things', event: 'ticket:created', sequence: '1' };
    expect(publishedOn(acts, 'audit:recorded')).toMatchObject(
      ['dead-letter.redriven', 'dead-letter.discarded'].map((action) => ({ action, subject: 'b', after })),
    );
  });

  it('have no dead letters where nothing is listened to', async () => {
    const quiet = createApp({
      name: 'things',
      logger: testLogger,
      jwtKey: testJwtKey,
      routers: [],
      health: new Health(),
      openapi: document,
    });
    await request(quiet).get('/api/ops/things/dead-letters').set('Authorization', admin).expect(404);
  });
});
