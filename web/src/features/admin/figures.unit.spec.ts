import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addFigures, type Figure, formatFigure, linesFor, panels, quantile, type Replica } from './figures';

const start = Date.parse('2026-11-29T12:00:00Z');
const answer = (seconds: number, figures: Record<string, Figure>, replica = 'a', service = 'orders') => ({
  service,
  replica,
  figures,
  at: new Date(start + seconds * 1_000).toISOString(),
});
const heard = (...answers: ReturnType<typeof answer>[]): Replica[] =>
  answers.reduce<Replica[]>((replicas, one) => addFigures(replicas, one), []);
const panel = (title: string) => panels.find((one) => one.title === title)!;
const shown = (title: string, replicas: Replica[]) =>
  linesFor(panel(title), replicas).map(({ name, points }) => [name, points.map(({ value }) => value)]);

describe('the charts of the operations page', () => {
  it('are among those of the Grafana dashboard', () => {
    const file = join(__dirname, '../../../../infra/k8s/components/observability/dashboard.json');
    const dashboard = JSON.parse(readFileSync(file, 'utf8')) as { panels: { title: string }[] };
    expect(dashboard.panels.map(({ title }) => title)).toEqual(
      expect.arrayContaining(panels.map(({ title }) => title)),
    );
  });

  it('make rates of totals, and none over a start anew', () => {
    const totals = [100, 150, 250, 10, 60];
    const replicas = heard(...totals.map((requests, index) => answer(index * 5, { requests })));
    expect(shown('Requests', replicas)).toEqual([['orders', [10, 20, 10]]]);
  });

  it('show gauges as they are, one line for each label', () => {
    const replicas = heard(answer(0, { paymentsOpen: { processing: 1, created: 2 } }));
    expect(shown('Payments open', replicas)).toEqual([
      ['orders, created', [2]],
      ['orders, processing', [1]],
    ]);
  });

  it('take a quantile of what was counted in the last minute', () => {
    const replicas = heard(
      answer(0, { lag: { '0.01': 1_000, '0.1': 1_000, '+Inf': 1_000 } }),
      answer(5, { lag: { '0.01': 1_098, '0.1': 1_100, '+Inf': 1_100 } }),
      answer(90, { lag: { '0.01': 1_098, '0.1': 1_100, '+Inf': 1_100 } }),
    );
    expect(shown('Event lag, p99', replicas)).toEqual([['orders', [0.1]]]);
  });

  it('tell replicas apart where there are several', () => {
    const replicas = heard(answer(0, { parked: 1 }), answer(1, { parked: 2 }, 'b'));
    expect(shown('Parked events', replicas)).toEqual([
      ['orders a', [1]],
      ['orders b', [2]],
    ]);
  });

  it('count sales where orders are placed', () => {
    const sales = (service: string) => [
      answer(0, { sales: 0 }, 'a', service),
      answer(5, { sales: 10 }, 'a', service),
    ];
    expect(shown('Sales', heard(...sales('orders'), ...sales('tickets')))).toEqual([['orders', [2]]]);
  });

  it('reach back five minutes, and forget who is gone', () => {
    const replicas = heard(answer(0, { parked: 1 }), answer(301, { parked: 2 }, 'b'));
    expect(shown('Parked events', replicas)).toEqual([['orders', [2]]]);
  });
});

describe('a quantile', () => {
  it('is the bound that the share reaches', () => {
    expect(quantile(0.99, {}, { '1': 50, '2': 100, '+Inf': 100 })).toBe(2);
    expect(quantile(0.5, {}, { '1': 50, '2': 100, '+Inf': 100 })).toBe(1);
  });

  it('is the last bound for what lies above all, and unknown where nothing was counted', () => {
    expect(quantile(0.99, {}, { '1': 0, '2': 0, '+Inf': 5 })).toBe(2);
    expect(quantile(0.99, { '+Inf': 5 }, { '+Inf': 5 })).toBeUndefined();
  });
});

describe('a value', () => {
  it.each([
    [0.004, 'seconds', '4 ms'],
    [12.34, 'seconds', '12.3 s'],
    [3.14, 'per second', '3.1 /s'],
    [120.4, 'per second', '120 /s'],
    [64 * 1024 * 1024, 'bytes', '64 MiB'],
    [7, 'count', '7'],
  ] as const)('of %d %s reads %s', (value, unit, text) => {
    expect(formatFigure(value, unit)).toBe(text);
  });
});
