import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../paths';
import { publicKeyPem } from './secrets';

/** The servers that a service may need. */
export type Need = 'mongo' | 'nats' | 'redis' | 'stripe';

/** Addresses and secrets that the runner gives to the services. */
export interface LocalSystem {
  mongoUri: (database: string) => string;
  natsUrl: string;
  natsClusterId: string;
  redisUrl: (database: number) => string;
  /** Absent when no service needs it, or a real STRIPE_KEY is set. */
  stripeUrl?: string | undefined;
  jwtKey: string;
  /** PEM. */
  jwtPrivateKey: string;
  /** PEM. */
  admissionPrivateKey: string;
  adminEmail: string;
  adminPassword: string;
  smtpUrl: string;
  inboxUrl: string;
  /** Where users reach the system. */
  publicUrl: string;
}

export interface ServiceDefinition {
  name: string;
  /** Its compiled entry, below the service's folder. */
  entry: string;
  needs: readonly Need[];
  /** Always set: how it reaches what this run has started. */
  fixed?: (system: LocalSystem) => Record<string, string>;
  /** Set where the environment of `npm start` doesn't say otherwise. */
  defaults?: (system: LocalSystem) => Record<string, string>;
  /** The variable of a second port that the gateway doesn't route to, and which number is tried first. */
  internalPort?: { variable: string; preferred: number };
}

const tokenKeys = ({ jwtKey, jwtPrivateKey }: LocalSystem) => ({
  JWT_KEY: jwtKey,
  JWT_PUBLIC_KEYS: publicKeyPem(jwtPrivateKey),
});

/** On one's own machine everybody comes from one address, and whoever tries the system out is in a hurry. */
const generous = (...limits: string[]): Record<string, string> =>
  Object.fromEntries(limits.map((name) => [name, '1000000']));

type Settings = Pick<ServiceDefinition, 'fixed' | 'defaults'>;

const settings: Record<string, Settings> = {
  auth: {
    fixed: (system) => ({ ...tokenKeys(system), JWT_PRIVATE_KEY: system.jwtPrivateKey }),
    defaults: ({ adminEmail, adminPassword, publicUrl }) => ({
      ADMIN_EMAIL: adminEmail,
      ADMIN_PASSWORD: adminPassword,
      PUBLIC_URL: publicUrl,
      ...generous('SIGNUPS_PER_ADDRESS'),
    }),
  },
  tickets: { defaults: () => generous('TICKETS_PER_ACCOUNT', 'SHOW_MOVES_PER_DAY') },
  orders: { defaults: () => generous('ORDERS_PER_ACCOUNT') },
  admissions: {
    fixed: (system) => ({ ...tokenKeys(system), ADMISSION_PRIVATE_KEY: system.admissionPrivateKey }),
    defaults: () => generous('TRANSFERS_PER_ACCOUNT', 'DOOR_STAFF_PER_ACCOUNT'),
  },
  support: { defaults: () => generous('REPORTS_PER_ACCOUNT') },
  payments: {
    defaults: ({ stripeUrl }): Record<string, string> =>
      stripeUrl ? { STRIPE_KEY: 'sk_test_local', STRIPE_API_BASE: stripeUrl } : {},
  },
  notifications: {
    defaults: ({ smtpUrl, inboxUrl, publicUrl }) => ({
      PUBLIC_URL: publicUrl,
      ...generous('NOTIFICATIONS_PER_ACCOUNT'),
      SMTP_URL: smtpUrl,
      MAIL_FROM: 'Ticketing <no-reply@ticketing.dev>',
      MAIL_DEFAULT_RECEIVER: 'inbox@ticketing.dev',
      SLACK_WEBHOOK_URL: `${inboxUrl}/slack/webhooks/T00000000/B00000000/local`,
      SLACK_API_URL: `${inboxUrl}/slack/api`,
      SLACK_BOT_TOKEN: 'local-slack-token',
      SMS_API_URL: inboxUrl,
      SMS_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      SMS_AUTH_TOKEN: 'local-sms-token',
      SMS_FROM: '+15550100',
      SMS_DEFAULT_RECEIVER: '+15550199',
      // Short, so that who tries it out sees that messages are gathered and need not wait for them.
      MAIL_WINDOW_SECONDS: '5',
    }),
  },
  web: {
    fixed: ({ inboxUrl }) => ({ LOCAL_INBOX_URL: inboxUrl }),
    defaults: ({ publicUrl }) => ({ PUBLIC_URL: publicUrl, TICKETS_URL: publicUrl }),
  },
};

/** The registry of services, read by everything that has to name them all. */
const registry = JSON.parse(readFileSync(join(projectRoot, 'infra', 'services.json'), 'utf8')) as Omit<
  ServiceDefinition,
  keyof Settings
>[];

/** Every service, in the order of the printed table. */
export const services: readonly ServiceDefinition[] = registry.map((service) => ({
  ...service,
  fixed: tokenKeys,
  ...settings[service.name],
}));

const needing = (server: Need): string[] =>
  services.filter(({ needs }) => needs.includes(server)).map(({ name }) => name);

/** Services with an API: all that listen and publish. */
export const apiServices: readonly string[] = needing('nats');

/** Services with a database, which is called as they are. */
export const databases: readonly string[] = needing('mongo');

/** Which of the shared Redis' databases a service has for itself. */
const redisDatabases: Record<string, number> = { expiration: 0, notifications: 1 };

/**
 * The environment of one replica: what `npm start` was given passes through, except for what this run decides.
 * @param replica from 1
 */
export function serviceEnvironment(
  service: ServiceDefinition,
  replica: { number: number; port: number; internalPort?: number | undefined },
  system: LocalSystem,
  given: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const set: NodeJS.ProcessEnv = {
    NODE_ENV: 'development',
    ...service.defaults?.(system),
    ...withoutEmpty(given),
    ...service.fixed?.(system),
    LISTEN_HOST: '127.0.0.1',
    PORT: String(replica.port),
  };
  if (service.internalPort) set[service.internalPort.variable] = String(replica.internalPort);
  if (service.needs.includes('mongo')) set.MONGO_URI = system.mongoUri(service.name);
  if (service.needs.includes('redis')) set.REDIS_URL = system.redisUrl(redisDatabases[service.name] ?? 15);
  if (service.needs.includes('nats')) {
    set.NATS_URL = system.natsUrl;
    set.NATS_CLUSTER_ID = system.natsClusterId;
    set.NATS_CLIENT_ID = `${service.name}-${replica.number}`;
  }
  return set;
}

function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}
