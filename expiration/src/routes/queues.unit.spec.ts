import { bearer, signin } from '@ticketing/common/testing';
import request from 'supertest';
import { testApp } from '../testing/expiration-app';
import { BOARD_PATH } from './queues';

jest.mock('../nats-wrapper');

const admin = { role: 'admin' } as const;
const get = (path: string, options = {}) => request(testApp(options)).get(path).set('Cookie', signin(admin));

describe(`GET ${BOARD_PATH}`, () => {
  it('shows the board to an admin', async () => {
    const { text } = await get(BOARD_PATH).expect(200).expect('Content-Type', /html/);
    expect(text).toContain('<title>Expiration</title>');
    expect(text).toContain(`<base href="${BOARD_PATH}/"`);
  });

  it('serves all that the page loads from beneath its own path', async () => {
    const { text } = await get(BOARD_PATH);
    const assets = [...text.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, path]) => path);
    expect(assets.some((path) => path?.endsWith('.js'))).toBe(true);
    expect(assets.some((path) => path?.endsWith('.css'))).toBe(true);
    for (const asset of assets) await get(`${BOARD_PATH}/${asset}`).expect(200);
  });

  it('allows scripts and styles of its own, and only on its own path', async () => {
    const board = await get(BOARD_PATH);
    expect(board.headers['content-security-policy']).toMatch(/script-src 'self'(;|$)/);
    expect(board.headers['content-security-policy']).not.toContain('unsafe-eval');
    expect(board.headers['x-powered-by']).toBeUndefined();
    const other = await get('/api/ops/expiration/health');
    expect(other.headers['content-security-policy']).not.toContain('script-src');
  });

  it.each(['', '/static/favicon-32x32.png', '/api/queues'])('is closed to others at %s', async (path) => {
    await request(testApp()).get(`${BOARD_PATH}${path}`).expect(401);
    await request(testApp()).get(`${BOARD_PATH}${path}`).set('Authorization', bearer()).expect(401);
    await request(testApp())
      .get(`${BOARD_PATH}${path}`)
      .set('Authorization', bearer({ role: 'admin', status: 'suspended' }))
      .expect(403);
  });

  it('says so at once when Redis is away', async () => {
    await get(`${BOARD_PATH}/api/queues`, { redisIsAway: true }).expect(503);
  });
});
