import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { keyId } from '../http/token';
import { privateKey, publicKeys } from './pem';

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

const PUBLIC_KEYS = 'must be P-256 public keys in PEM, one after the other';
const PRIVATE_KEY = 'must be a P-256 private key in PEM';

const isP256 = ({ asymmetricKeyDetails }: KeyObject): boolean =>
  asymmetricKeyDetails?.namedCurve === 'prime256v1';

/** What tokens are checked with. */
export const jwtEnvironment = {
  /** Auth's public keys: the one it signs with, and those before it for as long as their tokens live. */
  JWT_PUBLIC_KEYS: publicKeys(isP256, PUBLIC_KEYS)
    .transform((keys): ReadonlyMap<string, KeyObject> => new Map(keys.map((key) => [keyId(key), key])))
    .optional(),
  /** Signs and checks tokens outside of production, where one text is enough for all services. */
  JWT_KEY: z.string().optional(),
};

/** What auth alone has: the key that signs tokens. */
export const jwtPrivateEnvironment = {
  JWT_PRIVATE_KEY: privateKey(isP256, PRIVATE_KEY).optional(),
};

/** In production only auth can make tokens; elsewhere one text may do for all services. */
function jwtFaults(shape: object, set: Record<string, unknown>, isProduction: boolean): string[] {
  if (!('JWT_KEY' in shape)) return [];
  const name = 'JWT_PRIVATE_KEY' in shape ? 'JWT_PRIVATE_KEY' : 'JWT_PUBLIC_KEYS';
  if (!isProduction && set['JWT_KEY'] !== undefined) return [];
  return [
    ...(set[name] === undefined
      ? [isProduction ? `${name}: is required in production` : `JWT_KEY: is required, or ${name}`]
      : []),
    ...(set['JWT_KEY'] === undefined ? [] : [`JWT_KEY: is not for production, set ${name}`]),
  ];
}

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
  faults.push(...jwtFaults(schema.shape, set, source['NODE_ENV'] === 'production'));
  if (!result.success || faults.length > 0) throw new EnvironmentError(faults);
  return result.data;
}
