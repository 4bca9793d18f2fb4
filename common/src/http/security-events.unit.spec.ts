import { Router } from 'express';
import request from 'supertest';
import { NotAuthorizedError, TooManyRequestsError } from '../errors';
import { createLogger } from '../observability/logger';
import { metrics } from '../observability/metrics';
import { buildThings } from '../testing/fixtures/things-app';
import { bearer, testJwtKey, testUser } from '../testing/signin';
import { requireAuth, requireRole } from './require-auth';
import { signToken } from './token';

const lines: string[] = [];
const logger = createLogger('things', 'error', { write: (line: string) => void lines.push(line) });
const ended = testUser({ sid: 'ended' });
const routes = () =>
  Router()
    .get('/api/mine', requireAuth, (_req, res) => void res.json({}))
    .get('/api/theirs', () => {
      throw new NotAuthorizedError();
    })
    .get('/api/desk', requireRole('admin'), (_req, res) => void res.json({}))
    .get('/api/busy', () => {
      throw new TooManyRequestsError();
    })
    .post('/api/write', (_req, res) => void res.json({}));
const app = buildThings({
  logger,
  routers: [routes()],
  sessions: { refusal: ({ sid }) => (sid === 'ended' ? 'ended' : undefined) },
});

const counts = async (): Promise<Record<string, number>> => {
  const { values } = await metrics.getSingleMetric('security_events_total')!.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels['event'], value]));
};

describe('a security event', () => {
  const user = testUser();
  const from = { 'X-Forwarded-For': '203.0.113.7' };
  const expired = { Authorization: `Bearer ${signToken(user, testJwtKey, -1)}` };

  it.each([
    [
      'token_forged',
      'get',
      '/api/mine',
      { Authorization: bearer(user, 'another key of 32 characters or more') },
    ],
    ['token_expired', 'get', '/api/mine', expired],
    ['session_ended', 'get', '/api/mine', { Authorization: bearer(ended) }],
    ['account_suspended', 'get', '/api/mine', { Authorization: bearer({ ...user, status: 'suspended' }) }],
    ['access_refused', 'get', '/api/theirs', { Authorization: bearer(user) }],
    ['access_refused', 'get', '/api/desk', { Authorization: bearer(user) }],
    ['origin_refused', 'post', '/api/write', { Origin: 'https://evil.example' }],
    ['limit_reached', 'get', '/api/busy', {}],
  ] as const)('is %s: counted, and logged with where it came from', async (event, method, path, headers) => {
    lines.length = 0;
    const before = (await counts())[event] ?? 0;
    await request(app)[method](path).set(from).set(headers);
    expect((await counts())[event]).toBe(before + 1);
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ level: 'security', event, address: '203.0.113.7' }),
    ]);
    expect(lines.join()).not.toMatch(/eyJ|Bearer/);
  });

  it('is nothing that a visitor does', async () => {
    lines.length = 0;
    const before = await counts();
    await request(app).get('/api/mine').expect(401);
    await request(app).get('/api/desk').expect(401);
    await request(app).get('/api/nowhere').set('Authorization', bearer(user)).expect(404);
    expect(await counts()).toEqual(before);
    expect(lines).toEqual([]);
  });
});
