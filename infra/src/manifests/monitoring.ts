import type { ManifestObject } from './objects';

export interface MonitoringSources {
  /** Code of the services, in which their metrics have their names. */
  code: string;
  /** `docs/operations/alerts.md`. */
  guide: string;
}

interface Query {
  title: string;
  expression: string;
  alerts: boolean;
}
interface Rules {
  groups: { rules: { alert: string; expr: string }[] }[];
}
interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[];
}

/** Metrics that are not the services': of Kubernetes, and of any process. */
const foreign = /^(kube_|container_|kubelet_|process_)/;

/** Alerts and dashboards ask for metrics that the services have, and every alert is explained. */
export function monitoringFaults(
  objects: readonly ManifestObject[],
  { code, guide }: MonitoringSources,
): string[] {
  const alerts = objects.filter(({ kind }) => kind === 'PrometheusRule').flatMap(queriesOfRule);
  const panels = objects
    .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels?.['grafana_dashboard'])
    .flatMap(queriesOfDashboards);
  if (alerts.length === 0 || panels.length === 0) return ['there are no alerts or no dashboard'];
  return [...alerts, ...panels].flatMap(({ title, expression, alerts: isAlert }) => [
    ...[...expression.matchAll(/([a-z][a-z_]+)\{/g)]
      .map(([, name = '']) => name)
      .filter((name) => !foreign.test(name) && !seriesNames(name).some((one) => code.includes(`'${one}'`)))
      .map((name) => `${title}: no service has the metric ${name}`),
    ...(isAlert && !guide.includes(`## ${title}\n`) ? [`docs/operations/alerts.md lacks ${title}`] : []),
  ]);
}

/** A histogram is several metrics, and in the code it is one. */
const seriesNames = (metric: string): string[] => [metric, metric.replace(/_(bucket|count|sum)$/, '')];

const queriesOfRule = ({ spec }: ManifestObject): Query[] =>
  (spec as Rules).groups.flatMap(({ rules }) =>
    rules.map(({ alert, expr }) => ({ title: alert, expression: expr, alerts: true })),
  );

const queriesOfDashboards = ({ data = {} }: ManifestObject): Query[] =>
  Object.values(data)
    .flatMap((json) => (JSON.parse(json) as Dashboard).panels)
    .flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expression: expr, alerts: false })));
