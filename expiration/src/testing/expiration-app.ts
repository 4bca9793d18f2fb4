import { UnavailableError } from '@ticketing/common/errors';
import { Messaging } from '@ticketing/common/messaging';
import { Health } from '@ticketing/common/observability';
import { testJwtKey, testLogger } from '@ticketing/common/testing';
import Queue from 'bull';
import type { Express } from 'express';
import { buildApp } from '../app';
import { natsWrapper } from '../nats-wrapper';
import { MemoryMessageStore } from './memory-message-store';

/** The app without Redis: its queue never connects. Use with `jest.mock` of the NATS wrapper. */
export function testApp({ redisIsAway = false } = {}): Express {
  const store = new MemoryMessageStore();
  const messaging = new Messaging({ service: 'expiration', nats: natsWrapper, store, logger: testLogger });
  return buildApp({
    queue: new Queue('order-expiration', { skipVersionCheck: true } as Queue.QueueOptions),
    redis: {
      requireReady: () => {
        if (redisIsAway) throw new UnavailableError('Redis is away');
      },
    },
    deadLetters: messaging.deadLetters,
    health: new Health(),
    logger: testLogger,
    jwtKey: testJwtKey,
  });
}
