import { metrics } from './metrics';

/** A figure of a process: a number, or one for each value of a label; `le` of a histogram counts up. */
export type Figure = number | Readonly<Record<string, number>>;

interface Source {
  readonly metric: string;
  /** The label that tells the numbers apart; without one they are summed. */
  readonly by?: string;
  /** Only what has these labels. */
  readonly where?: Readonly<Record<string, string | RegExp>>;
  /** Which series of a histogram; default `count`. */
  readonly series?: 'count' | 'bucket';
}

const requests = 'http_request_duration_seconds';

/** What the operations page shows, by the metrics that Prometheus reads too. A service has those whose metric it has. */
const sources = {
  requests: { metric: requests },
  failures: { metric: requests, where: { status: /^5/ } },
  durations: { metric: requests, series: 'bucket', by: 'le' },
  sales: { metric: requests, where: { method: 'POST', route: '/api/orders', status: '201' } },
  events: { metric: 'events_handled_total', by: 'outcome' },
  lag: { metric: 'event_lag_seconds', series: 'bucket', by: 'le' },
  secondsSinceEvent: { metric: 'events_last_handled_seconds' },
  parked: { metric: 'events_parked' },
  parkedTooLong: { metric: 'events_parked_too_long' },
  replayNeeded: { metric: 'events_replay_needed' },
  deadLettered: { metric: 'events_dead_lettered_total' },
  oldestUnsentSeconds: { metric: 'outbox_oldest_unsent_seconds' },
  holds: { metric: 'expiration_pending_orders' },
  notificationsOutstanding: { metric: 'notifications_outstanding', by: 'type' },
  notificationsDead: { metric: 'notifications_dead_letters' },
  paymentsOpen: { metric: 'payments_open', by: 'status' },
  memoryBytes: { metric: 'process_resident_memory_bytes' },
} as const satisfies Record<string, Source>;

export type FigureName = keyof typeof sources;
export type Figures = Partial<Record<FigureName, Figure>>;

/** The figures of this process: totals since its start, of which a reader makes rates, and how things are now. */
export async function readFigures(): Promise<Figures> {
  const names = Object.keys(sources) as FigureName[];
  const read = await Promise.all(names.map(async (name) => [name, await readFigure(sources[name])] as const));
  return Object.fromEntries(read.filter(([, figure]) => figure !== undefined));
}

async function readFigure({ metric, by, where = {}, series }: Source): Promise<Figure | undefined> {
  const known = metrics.getSingleMetric(metric);
  if (!known) return undefined;
  const { values } = (await known.get()) as {
    values: { labels: Record<string, string | number>; value: number; metricName?: string }[];
  };
  const wanted = values.filter(
    ({ labels, metricName = metric }) =>
      (metricName === metric || metricName === `${metric}_${series ?? 'count'}`) &&
      Object.entries(where).every(([label, value]) =>
        typeof value === 'string' ? labels[label] === value : value.test(String(labels[label])),
      ),
  );
  if (!by) return wanted.reduce((sum, { value }) => sum + value, 0);
  const sums: Record<string, number> = {};
  for (const { labels, value } of wanted) {
    const key = String(labels[by] ?? '');
    sums[key] = (sums[key] ?? 0) + value;
  }
  return sums;
}
