import type { z } from 'zod';
import { EnvironmentError, loadEnvironment, type baseEnvironment } from './environment';
import { Health } from '../observability/health';
import { createLogger, type Logger, type SecurityLogger } from '../observability/logger';
import { collectProcessMetrics } from '../observability/metrics';
import { Service, type ServerTimeouts, type ServiceDependencies } from './service';
import { onSignals } from './signals';
import { startTracing, type StopTracing } from '../observability/tracing';
import { letYoungGenerationGrow } from './young-generation';

/** A schema with at least `baseEnvironment`. */
export type ServiceEnvironment = z.ZodObject<typeof baseEnvironment & Record<string, z.core.$ZodType>>;

/** What `start` is given. */
export interface ServiceContext<E> {
  name: string;
  environment: E;
  logger: SecurityLogger;
  /** Add a check per server that the service can't work without. */
  health: Health;
}

/** A service, as its index.ts tells it. */
export interface ServiceOptions<S extends z.ZodObject> {
  /** Folder and database name, for example `tickets`. */
  name: string;
  /** `z.object({ ...baseEnvironment, ...mongoEnvironment, … })` */
  environment: S;
  /** Connects, waiting as long as it takes, and builds the parts; they are stopped in the order that fits them. */
  start: (context: ServiceContext<z.output<S>>) => Promise<ServiceDependencies>;
  timeouts?: ServerTimeouts;
}

/**
 * Runs a service in this process: checks the environment, listens, starts, and on SIGTERM or SIGINT stops in order: not ready, draining, no new connections, running requests and
 * handlers finished, outbox flushed, NATS closed, stores closed, exit 0. A second signal exits at once. Faults of the
 * environment and errors that nobody caught exit with 1.
 */
export function runService<S extends z.ZodObject>(options: ServiceOptions<S>): void {
  const environment = environmentOrExit(options);
  const base = environment as z.output<z.ZodObject<typeof baseEnvironment>>;
  const logger = createLogger(options.name, base.LOG_LEVEL);
  onUncaught(logger);
  const drainMs = base.DRAIN_SECONDS * 1_000;
  const shutdownMs = base.SHUTDOWN_TIMEOUT_SECONDS * 1_000;
  collectProcessMetrics();
  const health = new Health();
  const service = new Service(health, logger, shutdownMs, options.timeouts, drainMs);
  let stopTracing: StopTracing = () => Promise.resolve();
  onSignals(logger, async () => {
    await service.stop();
    try {
      await stopTracing();
    } catch (error) {
      logger.warn({ err: error }, 'the last traces were not sent');
    }
    logger.info('stopped');
    process.exit(0);
  });
  service
    .run(
      base.PORT,
      async () => {
        stopTracing = await startTracing(options.name);
        return options.start({ name: options.name, environment, logger, health });
      },
      base.LISTEN_HOST,
    )
    .then(({ port }) => {
      letYoungGenerationGrow();
      logger.info({ port }, 'ready');
    })
    .catch((error: unknown) => {
      logger.fatal({ err: error }, 'could not start');
      process.exit(1);
    });
}

function environmentOrExit<S extends z.ZodObject>({ environment }: ServiceOptions<S>): z.output<S> {
  try {
    return loadEnvironment(environment);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function onUncaught(logger: Logger): void {
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'unhandled rejection');
    process.exit(1);
  });
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught exception');
    process.exit(1);
  });
}
