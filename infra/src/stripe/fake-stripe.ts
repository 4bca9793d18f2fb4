import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FaultPlan, type Operation } from './faults';
import { IdempotencyKeys } from './idempotency';
import { type Answer, type FakeIntent, Ledger } from './ledger';
import { Webhooks } from './webhooks';

export type { Operation } from './faults';
export type { FakeIntent } from './ledger';
export { sign } from './webhooks';

/** A request as it came. */
export interface SeenRequest {
  operation: Operation;
  idempotencyKey: string | undefined;
  params: string;
}

interface Route {
  method: string;
  path: RegExp;
  operation: Operation;
  run: (ledger: Ledger, id: string, params: URLSearchParams) => Answer;
}

const routes: Route[] = [
  {
    method: 'POST',
    path: /^\/v1\/payment_methods$/,
    operation: 'method',
    run: (ledger, _id, params) => ledger.createMethod(params.get('card[token]') ?? ''),
  },
  {
    method: 'POST',
    path: /^\/v1\/payment_intents$/,
    operation: 'create',
    run: (ledger, _id, params) => ledger.createIntent(params),
  },
  { method: 'GET', path: /^\/v1\/payment_intents$/, operation: 'list', run: (ledger) => ledger.list() },
  {
    method: 'POST',
    path: /^\/v1\/payment_intents\/(\w+)\/confirm$/,
    operation: 'confirm',
    run: (ledger, id) => ledger.confirm(id),
  },
  {
    method: 'POST',
    path: /^\/v1\/payment_intents\/(\w+)\/cancel$/,
    operation: 'cancel',
    run: (ledger, id) => ledger.cancel(id),
  },
  {
    // Not Stripe's: the buyer's browser and bank do this there, by themselves.
    method: 'POST',
    path: /^\/test\/payment_intents\/(\w+)\/authenticate$/,
    operation: 'authenticate',
    run: (ledger, id, params) => ledger.authenticate(id, params.get('passed') === 'true'),
  },
  {
    method: 'GET',
    path: /^\/v1\/payment_intents\/(\w+)$/,
    operation: 'retrieve',
    run: (ledger, id) => ledger.retrieve(id),
  },
  {
    method: 'POST',
    path: /^\/v1\/refunds$/,
    operation: 'refund',
    run: (ledger, _id, params) => ledger.refund(params.get('payment_intent') ?? '', params),
  },
  {
    method: 'GET',
    path: /^\/v1\/refunds$/,
    operation: 'list-refunds',
    run: (ledger, _id, params) => ledger.listRefunds(params.get('payment_intent') ?? ''),
  },
];

/**
 * A server that speaks as much of Stripe's API as payments use, with a memory: it refuses, hangs, cuts connections,
 * asks the buyer, honours idempotency keys, sends webhooks, and counts what it took.
 */
export class FakeStripe {
  readonly ledger: Ledger;
  readonly faults = new FaultPlan();
  readonly webhooks = new Webhooks();
  readonly requests: SeenRequest[] = [];
  /** Off: each request is a new one, whatever its key. */
  honoursKeys = true;
  private readonly keys = new IdempotencyKeys();
  private readonly server: Server;

  /** @param file where payments are kept over restarts; in memory only, if not given */
  constructor(file?: string) {
    this.ledger = new Ledger(file);
    this.ledger.onEvent = (type, intent) => this.webhooks.record(type, intent);
    this.server = createServer((req, res) => void this.handle(req, res).catch(() => res.destroy()));
  }

  /** @param port a free one, if not given */
  async start(port = 0, host = '127.0.0.1'): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await this.webhooks.settled();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The payments of an order, oldest first. */
  findIntents(orderId: string): FakeIntent[] {
    return [...this.ledger.intents.values()].filter((intent) => intent.metadata['orderId'] === orderId);
  }

  /** Requests of one kind, in the order they came. */
  asked(operation: Operation): SeenRequest[] {
    return this.requests.filter((request) => request.operation === operation);
  }

  private async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://fake');
    const params = await readBody(req);
    const route = routes.find(({ method, path }) => method === req.method && path.test(pathname));
    if (!route)
      return reply(res, {
        status: 404,
        body: { error: { type: 'invalid_request_error', message: 'No route' } },
      });
    const key = req.headers['idempotency-key'];
    const idempotencyKey = typeof key === 'string' && this.honoursKeys ? key : undefined;
    this.requests.push({ operation: route.operation, idempotencyKey, params });

    const fault = this.faults.next(route.operation);
    if (fault?.kind === 'drop-before') return void res.destroy();
    if (fault?.kind === 'stalled') await fault.until;
    const id = route.path.exec(pathname)?.[1] ?? '';
    const run = (): Answer =>
      fault?.kind === 'status'
        ? {
            status: fault.status,
            body: { error: { type: 'api_error', code: fault.code, message: 'A fault' } },
          }
        : route.run(this.ledger, id, req.method === 'GET' ? searchParams : new URLSearchParams(params));
    const identity = `${req.method} ${pathname} ${params}`;
    const before = idempotencyKey ? this.keys.begin(idempotencyKey, identity) : undefined;
    const answer = before ?? run();
    if (fault?.kind === 'late') await fault.until;
    if (idempotencyKey && !before) this.keys.end(idempotencyKey, answer);
    if (fault?.kind === 'drop-after') return void res.destroy();
    reply(res, answer, before !== undefined);
  }
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function reply(res: ServerResponse, { status, body }: Answer, replayed = false): void {
  if (res.destroyed) return;
  res.writeHead(status, {
    'Content-Type': 'application/json',
    'Request-Id': 'req_fake',
    ...(replayed ? { 'Idempotent-Replayed': 'true' } : {}),
  });
  res.end(JSON.stringify(body));
}
