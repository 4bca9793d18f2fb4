import { z } from 'zod';

/** Everything that is wrong with the environment, told at once. */
export class EnvironmentError extends Error {
  /** @param faults one line each, `NAME: what is wrong` */
  constructor(readonly faults: readonly string[]) {
    super(`The environment is not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'EnvironmentError';
  }
}

const required = (schema = z.string()) => schema.min(1, 'is required');

/** A URL of one of some schemes, for example `url('redis', 'rediss')`. */
export const url = (...schemes: string[]) =>
  z
    .string('is required')
    .refine(
      (value) => URL.canParse(value) && schemes.some((scheme) => value.startsWith(`${scheme}://`)),
      `must be a ${schemes.map((scheme) => `${scheme}://`).join(' or ')} address`,
    );

/** A whole number within bounds. */
export const integer = (min: number, max: number) =>
  z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);

const origins = z
  .string()
  .transform((value) =>
    value
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
  )
  .refine(
    (list) => list.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
    'must be a comma-separated list of origins such as https://example.com',
  );

/** What every service reads. Spread into a `z.object({...})`. */
export const baseEnvironment = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  /** 0 picks a free port. */
  PORT: integer(0, 65_535).default(3000),
  /** The address to listen on; all interfaces if not set. */
  LISTEN_HOST: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Foreign origins that may write, besides the service's own host. */
  ALLOWED_ORIGINS: origins.default([]),
  /**
   * How long requests are still taken once told to stop, each answered with `Connection: close`, in seconds: until every
   * proxy has heard that this process isn't ready, and has given up the connections that it keeps.
   */
  DRAIN_SECONDS: integer(0, 300).default(0),
  /** How long running requests and handlers may take to finish once told to stop, in seconds. */
  SHUTDOWN_TIMEOUT_SECONDS: integer(0, 600).default(10),
  /** Worker processes; 1 runs in the process itself. */
  /** Proxies in front of the service whose `X-Forwarded-*` headers are believed. */
  TRUST_PROXY_HOPS: integer(0, 10).default(1),
};

/** MongoDB; the address names the database and must be of a replica set, for transactions. */
export const mongoEnvironment = {
  MONGO_URI: url('mongodb', 'mongodb+srv'),
  /** Connections per process. */
  MONGO_POOL_SIZE: integer(1, 1_000).default(50),
};

/** NATS Streaming. */
export const natsEnvironment = {
  NATS_URL: url('nats', 'tls'),
  NATS_CLUSTER_ID: required(z.string('is required')),
  /** Unique per replica and stable over its restarts: the pod's name. Letters, digits, `-` and `_`. */
  NATS_CLIENT_ID: z.string('is required').regex(/^[\w-]+$/, 'may hold letters, digits, - and _ only'),
};

/** Redis. */
export const redisEnvironment = { REDIS_URL: url('redis', 'rediss') };

const JWT_KEY_LENGTH = 32;

/** The key that signs sessions, the same in every service; 32 characters or more in production. */
export const jwtEnvironment = { JWT_KEY: required(z.string('is required')) };

/**
 * Reads the environment; an empty variable counts as not set.
 *
 * @throws EnvironmentError listing every fault. `runService` prints it and exits with 1.
 */
export function loadEnvironment<S extends z.ZodObject>(
  schema: S,
  source: Record<string, string | undefined> = process.env,
): z.output<S> {
  const set = Object.fromEntries(
    Object.keys(schema.shape)
      .filter((name) => source[name] !== undefined && source[name] !== '')
      .map((name) => [name, source[name]]),
  );
  const result = schema.safeParse(set);
  const faults = (result.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const key = set['JWT_KEY'];
  if (source['NODE_ENV'] === 'production' && key !== undefined && key.length < JWT_KEY_LENGTH) {
    faults.push(`JWT_KEY: must have ${JWT_KEY_LENGTH} characters or more in production`);
  }
  if (!result.success || faults.length > 0) throw new EnvironmentError(faults);
  return result.data;
}
