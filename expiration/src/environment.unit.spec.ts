import { loadEnvironment } from '@ticketing/common/service';
import { environment } from './environment';

const valid = {
  REDIS_URL: 'redis://localhost:6379',
  NATS_URL: 'nats://localhost:4222',
  NATS_CLUSTER_ID: 'ticketing',
  NATS_CLIENT_ID: 'expiration-1',
  JWT_KEY: 'a key',
};

describe('the environment', () => {
  it('has a default for how many timers fire at the same time', () => {
    expect(loadEnvironment(environment, valid).EXPIRATION_CONCURRENCY).toBe(64);
  });

  it.each(['0', '1001', 'many'])('refuses %s timers at the same time', (value) => {
    expect(() => loadEnvironment(environment, { ...valid, EXPIRATION_CONCURRENCY: value })).toThrow(
      'EXPIRATION_CONCURRENCY',
    );
  });

  it('needs Redis', () => {
    expect(() => loadEnvironment(environment, { ...valid, REDIS_URL: 'http://localhost' })).toThrow(
      'REDIS_URL',
    );
  });
});
