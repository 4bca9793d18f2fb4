import { generateKeyPairSync } from 'node:crypto';
import { loadEnvironment } from '@ticketing/common/service';
import { defaultReceivers } from './channels/channels';
import { environment } from './environment';

const minimal = {
  JWT_KEY: 'a key that is long enough for production',
  MONGO_URI: 'mongodb://localhost/notifications',
  NATS_URL: 'nats://localhost:4222',
  NATS_CLUSTER_ID: 'ticketing',
  NATS_CLIENT_ID: 'notifications-0',
  REDIS_URL: 'redis://localhost:6379',
};
const production = {
  NODE_ENV: 'production',
  JWT_KEY: '',
  JWT_PUBLIC_KEYS: generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString(),
  LINK_KEY: 'k'.repeat(32),
};
const load = (set: Record<string, string> = {}) => loadEnvironment(environment, { ...minimal, ...set });
const faults = (set: Record<string, string>) => {
  try {
    load(set);
  } catch (error) {
    return (error as { faults: string[] }).faults.map((fault) => fault.split(':')[0]);
  }
  return [];
};

describe('the environment', () => {
  it('has sound defaults', () => {
    expect(load()).toMatchObject({
      INTERNAL_PORT: 8020,
      RATE_LIMIT_PER_MINUTE: 10,
      RATE_LIMIT_BURST: 20,
      SMS_PER_DAY: 1_000,
      DELIVERY: 'on',
    });
  });

  it.each<[Record<string, string>, string]>([
    [production, 'NOTIFICATIONS_TOKEN'],
    [{ ...production, NOTIFICATIONS_TOKEN: 'sixteen letters!', SINK_FILE: '/dev/null' }, 'SINK_FILE'],
    [{ ...production, NOTIFICATIONS_TOKEN: 'sixteen letters!', LINK_KEY: '' }, 'LINK_KEY'],
    [{ NOTIFICATIONS_TOKEN: 'short' }, 'NOTIFICATIONS_TOKEN'],
    [{ SMTP_URL: 'http://localhost', MAIL_FROM: 'a@x.com' }, 'SMTP_URL'],
    [{ SMTP_URL: 'smtp://localhost' }, 'MAIL_FROM'],
    [{ MAIL_FROM: 'nobody' }, 'MAIL_FROM'],
    [{ MAIL_DEFAULT_RECEIVER: 'nobody' }, 'MAIL_DEFAULT_RECEIVER'],
    [{ SLACK_DEFAULT_CHANNEL: 'general' }, 'SLACK_DEFAULT_CHANNEL'],
    [{ SMS_DEFAULT_RECEIVER: '555' }, 'SMS_DEFAULT_RECEIVER'],
    [{ SMS_ACCOUNT_SID: 'AC1', SMS_FROM: '+14155550123' }, 'SMS_AUTH_TOKEN'],
    [{ SMS_ACCOUNT_SID: 'AC1', SMS_AUTH_TOKEN: 'x' }, 'SMS_FROM'],
    [{ LEASE_SECONDS: '10' }, 'LEASE_SECONDS'],
    [{ RATE_LIMIT_BURST: '0' }, 'RATE_LIMIT_BURST'],
  ])('with %j names %s', (set, name) => {
    expect(faults(set)).toEqual([name]);
  });

  it('tells of what production requires together with all other faults', () => {
    expect(faults({ ...production, REDIS_URL: '' })).toEqual(['REDIS_URL', 'NOTIFICATIONS_TOKEN']);
  });

  it('says who gets what names no receiver', () => {
    expect(defaultReceivers(load())).toEqual({});
    expect(
      defaultReceivers(
        load({
          SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T1/B1/x1',
          MAIL_DEFAULT_RECEIVER: 'ops@x.com',
        }),
      ),
    ).toEqual({ EMAIL: 'ops@x.com', SLACK: 'T1/B1/x1' });
  });
});
