/** What a global setup started, kept for its teardown: jest loads the two separately, in one process. */
interface Held {
  stop: (() => Promise<unknown>)[];
}

const holder = globalThis as typeof globalThis & { ticketingTestServers?: Held };

export function hold(...stop: Held['stop']): void {
  holder.ticketingTestServers ??= { stop: [] };
  holder.ticketingTestServers.stop.push(...stop);
}

/** Stops everything that was held, all at once. */
export async function release(): Promise<void> {
  const stops = holder.ticketingTestServers?.stop ?? [];
  holder.ticketingTestServers = { stop: [] };
  await Promise.all(stops.map((stop) => stop()));
}
