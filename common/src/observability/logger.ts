import { pino, type DestinationStream, type LogFn, type Logger as PinoLogger } from 'pino';
import { correlationId } from './correlation';

/** A pino logger. */
export type Logger = PinoLogger;

/** One with a level of its own for what somebody who watches over the system wants to hear of. */
export interface SecurityLogger extends Logger {
  readonly security: LogFn;
}

/** Between pino's `error` (50) and `fatal` (60), so that it is logged at every level but the last. */
const SECURITY_LEVEL = 55;

const secrets = [
  'authorization',
  'cookie',
  'password',
  'token',
  'accessToken',
  'jwt',
  '["set-cookie"]',
  '["x-access-token"]',
];
const at = (prefix: string) =>
  secrets.map((name) => (name.startsWith('[') ? `${prefix}${name}` : `${prefix ? `${prefix}.` : ''}${name}`));

/** Where secrets may stand in what is logged: at the top, one level down, and in a request's headers or body. */
export const redactedPaths: readonly string[] = [
  ...at(''),
  ...at('*'),
  ...at('req.headers'),
  ...at('req.body'),
];

/**
 * A logger that writes one JSON object per line to stdout, with the service's name and the correlation id, and never a
 * password, cookie or token.
 *
 * @param level pino level, or `silent`; default `info`
 */
export function createLogger(name: string, level = 'info', destination?: DestinationStream): SecurityLogger {
  return pino(
    {
      level,
      customLevels: { security: SECURITY_LEVEL },
      base: { service: name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: [...redactedPaths], censor: '[redacted]' },
      mixin: () => {
        const id = correlationId();
        return id === undefined ? {} : { correlationId: id };
      },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  ) as unknown as SecurityLogger;
}
