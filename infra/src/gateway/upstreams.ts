/** A replica of a service that requests may be sent to. */
export interface Upstream {
  service: string;
  port: number;
  /** False while its process is down or not ready yet. */
  connected: boolean;
}

/** The replicas of all services, taken in turn. */
export class Upstreams {
  private readonly replicas = new Map<string, Upstream[]>();
  private readonly turns = new Map<string, number>();

  add(upstream: Upstream): void {
    this.replicas.set(upstream.service, [...(this.replicas.get(upstream.service) ?? []), upstream]);
  }

  has(service: string): boolean {
    return this.replicas.has(service);
  }

  /** The next connected replica in turn that isn't among those already `tried`. */
  next(service: string, tried: ReadonlySet<Upstream> = new Set()): Upstream | undefined {
    const all = this.replicas.get(service) ?? [];
    const turn = this.turns.get(service) ?? 0;
    for (let step = 0; step < all.length; step += 1) {
      const upstream = all[(turn + step) % all.length];
      if (upstream?.connected && !tried.has(upstream)) {
        this.turns.set(service, (turn + step + 1) % all.length);
        return upstream;
      }
    }
    return undefined;
  }
}
