import { generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import {
  baseEnvironment,
  EnvironmentError,
  integer,
  jwtEnvironment,
  loadEnvironment,
  mongoEnvironment,
  natsEnvironment,
  redisEnvironment,
} from './environment';

const schema = z.object({
  ...baseEnvironment,
  ...mongoEnvironment,
  ...natsEnvironment,
  ...redisEnvironment,
  ...jwtEnvironment,
  EXPIRATION_WINDOW_SECONDS: integer(1, 86_400).default(900),
});
const complete = {
  MONGO_URI: 'mongodb://db:27017/tickets?replicaSet=rs0',
  NATS_URL: 'nats://broker:4222',
  NATS_CLUSTER_ID: 'ticketing',
  NATS_CLIENT_ID: 'tickets-0',
  REDIS_URL: 'redis://cache:6379',
  JWT_KEY: 'short will do for development',
};

function findFaults(source: Record<string, string | undefined>): readonly string[] {
  try {
    loadEnvironment(schema, source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('is typed, with defaults for what is not set', () => {
    expect(loadEnvironment(schema, { ...complete, PORT: '8081', LOG_LEVEL: '' })).toEqual({
      ...complete,
      NODE_ENV: 'development',
      PORT: 8081,
      LOG_LEVEL: 'info',
      ALLOWED_ORIGINS: [],
      DRAIN_SECONDS: 0,
      SHUTDOWN_TIMEOUT_SECONDS: 10,
      TRUST_PROXY_HOPS: 1,
      MONGO_POOL_SIZE: 50,
      EXPIRATION_WINDOW_SECONDS: 900,
    });
  });

  it('tells all faults at once', () => {
    const faults = findFaults({
      NODE_ENV: 'production',
      PORT: 'x',
      LOG_LEVEL: 'loud',
      JWT_KEY: 'short',
      MONGO_URI: 'http://db',
    });
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual([
      'JWT_KEY',
      'JWT_PUBLIC_KEYS',
      'LOG_LEVEL',
      'MONGO_URI',
      'NATS_CLIENT_ID',
      'NATS_CLUSTER_ID',
      'NATS_URL',
      'PORT',
      'REDIS_URL',
    ]);
    expect(new EnvironmentError(faults).message).toContain('JWT_KEY: is not for production');
  });

  const pem = (namedCurve = 'P-256') =>
    generateKeyPairSync('ec', { namedCurve }).publicKey.export({ type: 'spki', format: 'pem' }).toString();

  it('takes public keys, one after the other, and in production nothing else', () => {
    const keyless = Object.fromEntries(Object.entries(complete).filter(([name]) => name !== 'JWT_KEY'));
    const production = { ...keyless, NODE_ENV: 'production' };
    const keys = `${pem()}${pem().trim().replaceAll('\n', '\\n')}`;
    expect(loadEnvironment(schema, { ...production, JWT_PUBLIC_KEYS: keys }).JWT_PUBLIC_KEYS?.size).toBe(2);
    expect(findFaults(production)).toEqual(['JWT_PUBLIC_KEYS: is required in production']);
    expect(findFaults({ ...production, JWT_PUBLIC_KEYS: keys, JWT_KEY: 'x'.repeat(40) })).toHaveLength(1);
    expect(findFaults({ ...production, JWT_PUBLIC_KEYS: pem('P-384') })).toHaveLength(1);
    expect(findFaults({ ...production, JWT_PUBLIC_KEYS: 'no key' })).toHaveLength(1);
    expect(findFaults(keyless)).toEqual(['JWT_KEY: is required, or JWT_PUBLIC_KEYS']);
  });

  it('does not repeat the value of a secret', () => {
    expect(findFaults({ ...complete, NODE_ENV: 'production', JWT_KEY: 'sesame' }).join()).not.toContain(
      'sesame',
    );
  });

  it.each([
    ['https://a.example, http://localhost:3000', []],
    ['https://a.example/', ['ALLOWED_ORIGINS']],
    ['a.example', ['ALLOWED_ORIGINS']],
  ])('reads the allowed origins %s', (ALLOWED_ORIGINS, wrong) => {
    const faults = findFaults({ ...complete, ALLOWED_ORIGINS });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(wrong);
  });

  it('refuses a client id that the broker would', () => {
    expect(findFaults({ ...complete, NATS_CLIENT_ID: 'tickets.0' })).toHaveLength(1);
  });
});
