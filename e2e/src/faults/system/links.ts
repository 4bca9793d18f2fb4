import { freePort, type RunningServer } from '@ticketing/infra';

/** Toxiproxy takes milliseconds to take its toxics back, unless it never will. */
const RESTORE_TIMEOUT_MS = 10_000;

/** A server that services have connections to. */
export type Far = 'mongo' | 'nats' | 'redis' | 'stripe' | 'smtp' | 'http';

/** A toxic as toxiproxy knows it, see https://github.com/Shopify/toxiproxy#toxics */
export interface Toxic {
  readonly type: 'latency' | 'slow_close' | 'timeout' | 'reset_peer' | 'bandwidth';
  readonly stream?: 'upstream' | 'downstream';
  readonly attributes: Record<string, number>;
}

/** The connection of one service to one server, through toxiproxy. */
export interface Link {
  /** `<service>-<server>` */
  readonly name: string;
  readonly service: string;
  readonly far: Far;
  readonly port: number;
  /** `host:port` of the server. */
  readonly upstream: string;
}

/** All links of a system, and what can be done to them. */
export class Links {
  readonly all: Link[] = [];

  constructor(private readonly toxiproxy: Pick<RunningServer, 'url' | 'restart'>) {}

  /** Makes a link. @param upstream `host:port` of the server */
  async add(service: string, far: Far, upstream: string): Promise<Link> {
    const link = { name: `${service}-${far}`, service, far, port: await freePort(), upstream };
    await this.open(link);
    this.all.push(link);
    return link;
  }

  /** @throws Error when there is no such link */
  of(service: string, far: Far): Link {
    const found = this.all.find((link) => link.service === service && link.far === far);
    if (!found) throw new Error(`${service} has no link to ${far}`);
    return found;
  }

  to(far: Far): Link[] {
    return this.all.filter((link) => link.far === far);
  }

  /** Refuses connections and closes those that are open, until restored. */
  async cut(links: readonly Link[]): Promise<void> {
    await Promise.all(links.map(({ name }) => this.call('POST', `/proxies/${name}`, { enabled: false })));
  }

  /** Adds a toxic to links, in both directions unless it names one, until restored. */
  async addToxic(links: readonly Link[], toxic: Toxic): Promise<void> {
    const streams = toxic.stream ? [toxic.stream] : (['upstream', 'downstream'] as const);
    await Promise.all(
      links.flatMap(({ name }) =>
        streams.map((stream) =>
          this.call('POST', `/proxies/${name}/toxics`, {
            name: `${toxic.type}_${stream}`,
            type: toxic.type,
            stream,
            toxicity: 1,
            attributes: toxic.attributes,
          }),
        ),
      ),
    );
  }

  /** All links are as if nothing had been. */
  async restore(): Promise<void> {
    try {
      await this.call('POST', '/reset', undefined, AbortSignal.timeout(RESTORE_TIMEOUT_MS));
    } catch {
      // A toxic that is taken from a connection which just ended can lock toxiproxy up for good:
      // https://github.com/Shopify/toxiproxy/issues/558. Then every connection is broken off once more.
      await this.toxiproxy.restart();
      await Promise.all(this.all.map((link) => this.open(link)));
    }
  }

  private open({ name, port, upstream }: Link): Promise<void> {
    return this.call('POST', '/proxies', { name, listen: `127.0.0.1:${port}`, upstream, enabled: true });
  }

  private async call(method: string, path: string, body?: object, signal?: AbortSignal): Promise<void> {
    const response = await fetch(`${this.toxiproxy.url}${path}`, {
      method,
      ...(signal ? { signal } : {}),
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`toxiproxy answered ${response.status} to ${path}: ${text}`);
  }
}
