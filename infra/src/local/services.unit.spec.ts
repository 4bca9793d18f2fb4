import { newAdmissionKey, newPrivateKey } from './secrets';
import { type LocalSystem, serviceEnvironment, services } from './services';

const system: LocalSystem = {
  mongoUri: (database) => `mongodb://db/${database}`,
  natsUrl: 'nats://broker',
  natsClusterId: 'ticketing',
  redisUrl: (database) => `redis://cache/${database}`,
  stripeUrl: 'http://stripe',
  jwtKey: 'key',
  jwtPrivateKey: newPrivateKey(),
  admissionPrivateKey: newAdmissionKey(),
  adminEmail: 'admin@example.com',
  adminPassword: 'password',
  smtpUrl: 'smtp://inbox',
  inboxUrl: 'http://inbox',
  publicUrl: 'http://localhost:8080',
};

const makeEnvironment = (name: string, given: NodeJS.ProcessEnv = {}, replica = 1): NodeJS.ProcessEnv => {
  const service = services.find((one) => one.name === name);
  if (!service) throw new Error(`no service ${name}`);
  return serviceEnvironment(service, { number: replica, port: 4000, internalPort: 8020 }, system, given);
};

describe('the environment of a service', () => {
  it('has its own database, client id and port', () => {
    expect(makeEnvironment('tickets', {}, 2)).toMatchObject({
      PORT: '4000',
      MONGO_URI: 'mongodb://db/tickets',
      NATS_URL: 'nats://broker',
      NATS_CLUSTER_ID: 'ticketing',
      NATS_CLIENT_ID: 'tickets-2',
      JWT_KEY: 'key',
    });
  });

  it('passes settings of the caller through', () => {
    expect(makeEnvironment('orders', { EXPIRATION_WINDOW_SECONDS: '30' }).EXPIRATION_WINDOW_SECONDS).toBe(
      '30',
    );
  });

  it('lets people do more on their own machine, unless the caller says otherwise', () => {
    expect(makeEnvironment('auth').SIGNUPS_PER_ADDRESS).toBe('1000000');
    expect(makeEnvironment('auth', { SIGNUPS_PER_ADDRESS: '5' }).SIGNUPS_PER_ADDRESS).toBe('5');
  });

  it('prefers the caller’s provider to the local one, and the local one to an empty setting', () => {
    expect(makeEnvironment('notifications').SMTP_URL).toBe('smtp://inbox');
    expect(makeEnvironment('notifications', { SMTP_URL: '' }).SMTP_URL).toBe('smtp://inbox');
    expect(makeEnvironment('notifications', { SMTP_URL: 'smtp://mine' }).SMTP_URL).toBe('smtp://mine');
  });

  it('never takes the caller’s address for a server that this run has started', () => {
    const given = {
      MONGO_URI: 'mongodb://production',
      PORT: '80',
      NATS_CLIENT_ID: 'x',
      REDIS_URL: 'redis://production',
    };
    expect(makeEnvironment('notifications', given)).toMatchObject({
      MONGO_URI: 'mongodb://db/notifications',
      PORT: '4000',
      NATS_CLIENT_ID: 'notifications-1',
      REDIS_URL: 'redis://cache/1',
    });
  });

  it('gives expiration and notifications different databases of one Redis', () => {
    expect(makeEnvironment('expiration').REDIS_URL).toBe('redis://cache/0');
    expect(makeEnvironment('notifications').REDIS_URL).toBe('redis://cache/1');
  });

  it('has a second port where the service needs one', () => {
    expect(makeEnvironment('notifications').INTERNAL_PORT).toBe('8020');
    expect(makeEnvironment('tickets').INTERNAL_PORT).toBeUndefined();
  });

  it('gives nobody but auth the admin’s password', () => {
    const told = services
      .map(({ name }) => name)
      .filter((name) => makeEnvironment(name).ADMIN_PASSWORD !== undefined);
    expect(told).toEqual(['auth']);
  });

  it('has no stand-in for Stripe where none was started', () => {
    const payments = services.find(({ name }) => name === 'payments');
    expect(payments?.defaults?.({ ...system, stripeUrl: undefined })).toEqual({});
  });
});
