import { generateKeyPairSync } from 'node:crypto';
import { EnvironmentError, loadEnvironment } from '@ticketing/common/service';
import { environment, staffNeedSecondFactor } from './environment';

const valid = {
  MONGO_URI: 'mongodb://localhost/auth',
  NATS_URL: 'nats://localhost:4222',
  NATS_CLUSTER_ID: 'ticketing',
  NATS_CLIENT_ID: 'auth-1',
  JWT_KEY: 'a key',
};

function faults(source: Record<string, string | undefined>): readonly string[] {
  try {
    loadEnvironment(environment, source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('needs no first admin', () => {
    expect(faults(valid)).toEqual([]);
    expect(faults({ ...valid, ADMIN_EMAIL: '', ADMIN_PASSWORD: '' })).toEqual([]);
  });

  it('takes a first admin', () => {
    expect(faults({ ...valid, ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: 'a password' })).toEqual([]);
  });

  it.each(['ADMIN_EMAIL', 'ADMIN_PASSWORD'])('does not take %s alone', (name) => {
    const admin: Record<string, string> = { ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: 'a password' };
    expect(faults({ ...valid, [name]: admin[name] })).toEqual([expect.stringContaining('together')]);
  });

  it('tells of an admin by halves together with all other faults', () => {
    const found = faults({ ...valid, MONGO_URI: undefined, ADMIN_EMAIL: 'root@example.com' });
    expect(found.map((fault) => fault.split(':')[0])).toEqual(['MONGO_URI', 'ADMIN_PASSWORD']);
  });

  it('refuses an admin whose password nobody could sign up with', () => {
    const found = faults({ ...valid, ADMIN_EMAIL: 'root', ADMIN_PASSWORD: 'short' });
    expect(found.map((fault) => fault.split(':')[0])).toEqual(['ADMIN_EMAIL', 'ADMIN_PASSWORD']);
  });

  it('wants a key of its own for second factors in production, of some length', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const JWT_PRIVATE_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const production = { ...valid, NODE_ENV: 'production', JWT_KEY: '', JWT_PRIVATE_KEY };
    expect(faults(production)).toEqual([expect.stringContaining('SECOND_FACTOR_KEY')]);
    expect(faults({ ...production, SECOND_FACTOR_KEY: 'short' })).toEqual([
      expect.stringContaining('SECOND_FACTOR_KEY'),
    ]);
    expect(faults({ ...production, SECOND_FACTOR_KEY: 's'.repeat(32) })).toEqual([]);
  });

  it('wants a second factor of staff in production, unless told otherwise', () => {
    const asked = (set: object) => staffNeedSecondFactor({ ...set } as never);
    expect(asked({ NODE_ENV: 'production' })).toBe(true);
    expect(asked({ NODE_ENV: 'production', REQUIRE_SECOND_FACTOR: 'off' })).toBe(false);
    expect(asked({ NODE_ENV: 'development' })).toBe(false);
    expect(asked({ NODE_ENV: 'development', REQUIRE_SECOND_FACTOR: 'staff' })).toBe(true);
  });
});
