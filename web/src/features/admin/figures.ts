/** A figure of a process: a number, or one for each value of a label; `le` of a histogram counts up. */
export type Figure = number | Readonly<Record<string, number>>;

/** What a replica tells of itself: totals since its start, and how it is now. */
export interface ServiceFigures {
  readonly service: string;
  readonly replica: string;
  readonly at: string;
  readonly figures: Readonly<Record<string, Figure>>;
}

/** What was read of one replica, oldest first. */
export interface Replica {
  readonly service: string;
  readonly replica: string;
  readonly samples: readonly Sample[];
}

interface Sample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly figures: Readonly<Record<string, Figure>>;
}

/** How long a chart reaches back, in milliseconds. */
export const CHART_MS = 5 * 60_000;
/** Over how long a quantile is taken, in milliseconds. */
const QUANTILE_MS = 60_000;

/** The replicas with one more answer, without what is older than the charts. */
export function addFigures(
  replicas: readonly Replica[],
  { service, replica, at, figures }: ServiceFigures,
): Replica[] {
  const now = Date.parse(at);
  const others = replicas.filter((known) => known.service !== service || known.replica !== replica);
  const known = replicas.find((one) => one.service === service && one.replica === replica);
  const samples = [...(known?.samples ?? []), { at: now, figures }];
  return [...others, { service, replica, samples }]
    .map((one) => ({ ...one, samples: one.samples.filter((sample) => sample.at > now - CHART_MS) }))
    .filter((one) => one.samples.length > 0)
    .sort((a, b) => a.service.localeCompare(b.service) || a.replica.localeCompare(b.replica));
}

/** How a figure becomes a line: `rate` a second, `now` as it is, or `p99` of what a histogram counted in the last minute. */
export type Reading = 'rate' | 'now' | 'p99';

export interface Panel {
  /** The same as on the Grafana dashboard. */
  readonly title: string;
  readonly figure: string;
  readonly reading: Reading;
  readonly unit: 'per second' | 'seconds' | 'count' | 'bytes';
}

/** What the page shows, in its order. */
export const panels: readonly Panel[] = [
  { title: 'Sales', figure: 'sales', reading: 'rate', unit: 'per second' },
  { title: 'Requests', figure: 'requests', reading: 'rate', unit: 'per second' },
  { title: 'Errors (5xx)', figure: 'failures', reading: 'rate', unit: 'per second' },
  { title: 'Duration, p99', figure: 'durations', reading: 'p99', unit: 'seconds' },
  { title: 'Events handled', figure: 'events', reading: 'rate', unit: 'per second' },
  { title: 'Event lag, p99', figure: 'lag', reading: 'p99', unit: 'seconds' },
  { title: 'Time since the last event', figure: 'secondsSinceEvent', reading: 'now', unit: 'seconds' },
  { title: 'Oldest unsent event', figure: 'oldestUnsentSeconds', reading: 'now', unit: 'seconds' },
  { title: 'Parked events', figure: 'parked', reading: 'now', unit: 'count' },
  { title: 'Parked, a replay is needed', figure: 'replayNeeded', reading: 'now', unit: 'count' },
  { title: 'Dead letters', figure: 'deadLettered', reading: 'now', unit: 'count' },
  { title: 'Timers pending', figure: 'holds', reading: 'now', unit: 'count' },
  { title: 'Notifications outstanding', figure: 'notificationsOutstanding', reading: 'now', unit: 'count' },
  { title: 'Payments open', figure: 'paymentsOpen', reading: 'now', unit: 'count' },
  { title: 'Memory', figure: 'memoryBytes', reading: 'now', unit: 'bytes' },
];

export interface Point {
  readonly at: number;
  readonly value: number;
}

/** One line of a panel: of a replica, or of one label of it. */
export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}

/** The lines of a panel, of whoever has its figure; none of `sales` but those of who takes orders. */
export function linesFor({ figure, reading }: Panel, replicas: readonly Replica[]): Line[] {
  return replicas.flatMap(({ service, replica, samples }) => {
    const name = isAlone(service, replicas) ? service : `${service} ${replica}`;
    const latest = samples.at(-1)?.figures[figure];
    if (latest === undefined || (figure === 'sales' && service !== 'orders')) return [];
    if (reading === 'p99') return [{ name, points: quantiles(samples, figure) }];
    const labels = typeof latest === 'number' ? [undefined] : Object.keys(latest).sort();
    return labels.map((label) => ({
      name: label === undefined ? name : `${name}, ${label}`,
      points: reading === 'rate' ? rates(samples, figure, label) : values(samples, figure, label),
    }));
  });
}

function isAlone(service: string, replicas: readonly Replica[]): boolean {
  return replicas.filter((replica) => replica.service === service).length === 1;
}

function read({ figures }: Sample, figure: string, label: string | undefined): number | undefined {
  const value = figures[figure];
  if (label === undefined) return typeof value === 'number' ? value : undefined;
  return typeof value === 'object' ? value[label] : undefined;
}

function values(samples: readonly Sample[], figure: string, label: string | undefined): Point[] {
  return samples.flatMap((sample) => {
    const value = read(sample, figure, label);
    return value === undefined ? [] : [{ at: sample.at, value }];
  });
}

/** A total that fell is of a process that began anew: no rate is known there. */
function rates(samples: readonly Sample[], figure: string, label: string | undefined): Point[] {
  return samples.slice(1).flatMap((sample, index) => {
    const before = samples[index]!;
    const grown = (read(sample, figure, label) ?? 0) - (read(before, figure, label) ?? 0);
    const seconds = (sample.at - before.at) / 1_000;
    return grown < 0 || seconds <= 0 ? [] : [{ at: sample.at, value: grown / seconds }];
  });
}

function quantiles(samples: readonly Sample[], figure: string): Point[] {
  return samples.slice(1).flatMap((sample) => {
    const from = samples.find(({ at }) => at >= sample.at - QUANTILE_MS)!;
    const value = quantile(0.99, buckets(from, figure), buckets(sample, figure));
    return value === undefined ? [] : [{ at: sample.at, value }];
  });
}

function buckets({ figures }: Sample, figure: string): Readonly<Record<string, number>> {
  const value = figures[figure];
  return typeof value === 'object' ? value : {};
}

/**
 * The bound below which that share of what was counted between two looks lies; undefined when nothing was. What lies above
 * the last bound counts as that one, as in Prometheus.
 */
export function quantile(
  share: number,
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
): number | undefined {
  const grown = Object.entries(now)
    .map(([bound, count]) => ({
      bound: Number(bound.replace('+Inf', 'Infinity')),
      count: count - (before[bound] ?? 0),
    }))
    .sort((a, b) => a.bound - b.bound);
  const total = grown.at(-1)?.count ?? 0;
  if (total <= 0) return undefined;
  const reached = grown.find(({ count }) => count >= share * total)!;
  return Number.isFinite(reached.bound) ? reached.bound : grown.at(-2)?.bound;
}

/** A value as people read it. */
export function formatFigure(value: number, unit: Panel['unit']): string {
  if (unit === 'bytes') return `${Math.round(value / 1024 / 1024)} MiB`;
  if (unit === 'seconds') return value < 1 ? `${Math.round(value * 1_000)} ms` : `${value.toFixed(1)} s`;
  if (unit === 'per second') return `${value < 10 ? value.toFixed(1) : Math.round(value)} /s`;
  return String(Math.round(value));
}
