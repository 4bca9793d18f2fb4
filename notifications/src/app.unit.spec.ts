import { Health } from '@ticketing/common/observability';
import {
  expectInputsDocumented,
  expectRoutesDocumented,
  testJwtKey,
  testLogger,
} from '@ticketing/common/testing';
import request from 'supertest';
import { buildApp } from './app';
import { buildInternalApp } from './internal-app';
import { openapi } from './openapi';
import type { PreferenceStore } from './preferences/preference-store';
import { liveRouters, type LiveRouterParts } from './routes/live-routers';
import { unsubscribeRouter } from './routes/unsubscribe';
import type { Sending } from './sending';
import type { Telling } from './telling';

const health = new Health();
const logger = testLogger;
const parts = { live: { hub: {}, log: {} }, connection: { collection: () => ({}) } };

describe('the app behind the ingress', () => {
  it('has the routes its document tells of, and no other', () => {
    const telling = {
      routers: liveRouters(parts as unknown as LiveRouterParts),
      rawRouters: [unsubscribeRouter({} as PreferenceStore, testJwtKey)],
    } as unknown as Telling;
    const deadLetters = {} as NonNullable<Parameters<typeof buildApp>[0]['deadLetters']>;
    const sending = { connection: parts.connection } as unknown as Sending;
    expectRoutesDocumented(
      buildApp({ sending, telling, deadLetters, health, logger, jwtKey: testJwtKey }),
      openapi,
    );
    expectInputsDocumented(openapi);
  });
});

describe('the app of the internal port', () => {
  const app = buildInternalApp({ sending: {} as Sending, health, logger });

  it('has only what services need', async () => {
    await request(app).get('/api/notifications/dead-letters').expect(404);
    await request(app).get('/metrics').expect(404);
    await request(app).get('/api/notifications').expect(404);
  });

  it('takes nothing more once the process drains', async () => {
    const draining = new Health();
    draining.draining = true;
    const app = buildInternalApp({ sending: {} as Sending, health: draining, logger });
    await request(app).post('/notification').send({}).expect(503);
  });
});
