import { Health } from '@ticketing/common/observability';
import {
  expectInputsDocumented,
  expectRoutesDocumented,
  testJwtKey,
  testLogger,
} from '@ticketing/common/testing';
import request from 'supertest';
import { buildApp } from './app';
import {
  featureRouters,
  type FeatureRouterDependencies,
  type DeliveryPipeline,
  type UserFeatures,
} from './compose';
import { buildInternalApp } from './internal-app';
import { openapi } from './openapi';
import type { PreferenceStore } from './preferences/preferences';
import { unsubscribeRouter } from './preferences/unsubscribe';

const health = new Health();
const logger = testLogger;
const dependencies = { live: { hub: {}, log: {} }, connection: { collection: () => ({}) } };

describe('the app behind the ingress', () => {
  it('has the routes its document tells of, and no other', () => {
    const features = {
      routers: featureRouters(dependencies as unknown as FeatureRouterDependencies),
      rawRouters: [unsubscribeRouter({} as PreferenceStore, testJwtKey)],
    } as unknown as UserFeatures;
    const deadLetters = {} as NonNullable<Parameters<typeof buildApp>[0]['deadLetters']>;
    const pipeline = { connection: dependencies.connection } as unknown as DeliveryPipeline;
    expectRoutesDocumented(
      buildApp({ pipeline, features, deadLetters, health, logger, jwtKey: testJwtKey }),
      openapi,
    );
    expectInputsDocumented(openapi);
  });
});

describe('the app of the internal port', () => {
  const app = buildInternalApp({ pipeline: {} as DeliveryPipeline, health, logger });

  it('has only what services need', async () => {
    await request(app).get('/api/notifications/dead-letters').expect(404);
    await request(app).get('/metrics').expect(404);
    await request(app).get('/api/notifications').expect(404);
  });

  it('takes nothing more once the process drains', async () => {
    const draining = new Health();
    draining.draining = true;
    const app = buildInternalApp({ pipeline: {} as DeliveryPipeline, health: draining, logger });
    await request(app).post('/notification').send({}).expect(503);
  });
});
