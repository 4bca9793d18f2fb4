import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Health } from '../observability/health';
import { HttpServer, type WebSockets } from '../http/http-server';
import type { Logger } from '../observability/logger';
import { TimeLimitError, within } from '../within';

/** What a started service consists of; `stop` order follows from the names. */
export interface ServiceDependencies {
  /** The Express app. */
  app: RequestListener;
  /** Ends answers that would stay open for ever (streams, long polls), when the service is told to stop. */
  onDrain?: () => void | Promise<void>;
  /** Finishes running handlers and takes no new messages. */
  messaging?: { close(timeoutMs?: number): Promise<void> };
  /** Ends timers, sweeps and workers of the service's own, while broker and stores are still there. */
  stop?: () => void | Promise<void>;
  /** Flushed and stopped after the last handler. */
  outbox?: { stop(): Promise<void> };
  nats?: { close(): Promise<unknown> };
  /** Databases, closed last. */
  stores?: { close(): Promise<unknown> }[];
  webSockets?: WebSockets;
  /** Further apps on ports of their own, for example one that only the cluster reaches. */
  internal?: { app: RequestListener; port: number }[];
}

/** Bounds of the HTTP server, in ms: a client that sends slower than this is cut off. */
export interface ServerTimeouts {
  /** For the head of a request; default 10,000. */
  headersTimeout?: number;
  /** For the whole request; default 30,000. */
  requestTimeout?: number;
  /** How long an idle connection is kept; default 65,000, above that of usual proxies. */
  keepAliveTimeout?: number;
  /** How often the first two are looked at; default 5,000. */
  checkIntervalMs?: number;
}

/** A process's HTTP side and its parts, from start to stop. */
export class Service {
  private readonly servers: HttpServer[] = [];
  private handler: RequestListener = starting;
  private dependencies: ServiceDependencies | undefined;
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly health: Health,
    private readonly logger: Logger,
    private readonly shutdownMs: number,
    private readonly timeouts: ServerTimeouts = {},
    /** How long requests are still taken after `stop` was called, in ms. */
    private readonly drainMs = 0,
  ) {}

  /**
   * Listens at once, answering only `/livez`, so that waiting for a database isn't taken for a hang; then runs `start`
   * and hands requests to its app.
   *
   * @param host the address to listen on; all interfaces if not given
   * @throws what `start` or listening throws
   */
  async run(
    port: number,
    start: () => Promise<ServiceDependencies>,
    host?: string,
  ): Promise<{ port: number }> {
    const { server, port: bound } = await this.listen({ port, host }, (req, res) => this.handler(req, res));
    const dependencies = await start();
    this.dependencies = dependencies;
    for (const { app, port: internal } of dependencies.internal ?? [])
      (await this.listen({ port: internal, host }, app)).server.adopt(app);
    if (dependencies.webSockets) server.accept(dependencies.webSockets);
    server.adopt(dependencies.app);
    this.handler = dependencies.app;
    return { port: bound };
  }

  /** Stops everything, in order, within the times for draining and shutdown. Later calls return the same promise. Never throws. */
  stop(): Promise<void> {
    this.stopping ??= this.stopInOrder();
    return this.stopping;
  }

  private async stopInOrder(): Promise<void> {
    this.health.stopping = true;
    for (const server of this.servers) server.endConnections();
    if (this.drainMs > 0) await sleep(this.drainMs);
    this.health.draining = true;
    const { onDrain, messaging, stop, outbox, nats, stores = [] } = this.dependencies ?? {};
    await this.step('draining', () => onDrain?.());
    await Promise.all([
      ...this.servers.map(({ server }) =>
        this.step('requests', () => finishRequests(server), this.shutdownMs),
      ),
      this.step('handlers', () => messaging?.close(this.shutdownMs), this.shutdownMs),
      this.step('own work', () => stop?.(), this.shutdownMs),
    ]);
    for (const { server } of this.servers) server.closeAllConnections();
    await this.step('outbox', () => outbox?.stop());
    await this.step('NATS', () => nats?.close());
    await Promise.all(stores.map((store) => this.step('store', () => store.close())));
  }

  /** One step may fail or hang without keeping the later ones from being done. */
  private async step(name: string, work: () => unknown, timeoutMs = 5_000): Promise<void> {
    try {
      await within(timeoutMs, work);
    } catch (error) {
      if (error instanceof TimeLimitError)
        this.logger.warn({ step: name, timeoutMs }, 'did not stop in time');
      else this.logger.error({ err: error, step: name }, 'failed to stop');
    }
  }

  private async listen(
    address: { port: number; host: string | undefined },
    listener: RequestListener,
  ): Promise<{ server: HttpServer; port: number }> {
    const { headersTimeout = 10_000, requestTimeout = 30_000, keepAliveTimeout = 65_000 } = this.timeouts;
    const connectionsCheckingInterval = this.timeouts.checkIntervalMs ?? 5_000;
    // Defence: slow heads are cut off by services → const timeouts = { headersTimeout: 0, requestTimeout: 0, connectionsCheckingInterval };
    const timeouts = { headersTimeout, requestTimeout, keepAliveTimeout, connectionsCheckingInterval };
    const own = new HttpServer(listener, timeouts);
    const { server } = own;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(address, () => resolve());
    });
    const { port: bound } = server.address() as AddressInfo;
    this.servers.push(own);
    if (this.stopping) server.close();
    return { server: own, port: bound };
  }
}

/** Takes no new connection; resolves when the last request was answered. */
async function finishRequests(server: Server): Promise<void> {
  const idle = setInterval(() => server.closeIdleConnections(), 25);
  try {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
  } finally {
    clearInterval(idle);
  }
}

const starting: RequestListener = (req, res) => {
  const live = req.url === '/livez';
  res.writeHead(live ? 200 : 503, {
    'Content-Type': 'application/json; charset=utf-8',
    ...(live ? {} : { 'Retry-After': '1' }),
  });
  res.end(
    JSON.stringify(
      live
        ? { status: 'starting' }
        : { errors: [{ message: 'The service is starting, try again', code: 'unavailable' }] },
    ),
  );
};
