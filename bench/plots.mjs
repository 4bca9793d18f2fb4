#!/usr/bin/env node
// node bench/plots.mjs RESULT.json…: draws the plots of docs/performance.md from kept results, the later ones winning.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bars, lines } from './plots/svg.mjs';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('node bench/plots.mjs RESULT.json…');
  process.exit(2);
}
const figures = new Map();
for (const file of files)
  for (const report of JSON.parse(readFileSync(file, 'utf8')).reports) figures.set(report.figure, report);

const folder = join(dirname(fileURLToPath(import.meta.url)), '../docs/images');
mkdirSync(folder, { recursive: true });
draw('connections', connectionsPlot, 'connections.svg');
draw('growth', growthPlot, 'growth.svg');
draw('memory-loaded', memoryPlot, 'memory.svg');
draw('lag-idle', lagPlot, 'lag.svg');

function draw(figure, plot, file) {
  const report = figures.get(figure);
  if (!report) return console.error(`${file}: no result of ${figure}`);
  writeFileSync(join(folder, file), plot(report));
}

function connectionsPlot({ details }) {
  const series = (method, who) =>
    Object.entries(details[method]).map(([count, rates]) => [Number(count), rates[who]]);
  return lines({
    title: 'Requests a second over connections',
    x: 'connections',
    y: 'requests/s',
    series: [
      { name: 'GET, bare Express', points: series('GET', 'reference') },
      { name: 'GET a ticket', points: series('GET', 'ours') },
      { name: 'POST a ticket', points: series('POST', 'ours') },
      { name: 'two raw writes', points: series('POST', 'reference') },
    ],
  });
}

function growthPlot({ details }) {
  const routes = Object.entries(details).filter(([, rates]) => typeof rates === 'object');
  return lines({
    title: 'Requests a second by number of tickets',
    x: 'tickets',
    y: 'requests/s',
    logX: true,
    series: routes.map(([name, rates]) => ({
      name,
      points: Object.entries(rates).map(([size, rate]) => [Number(size), rate]),
    })),
  });
}

function memoryPlot({ details, target }) {
  const { seconds, ...services } = details.series;
  return lines({
    title: `Resident memory while ${details.requests.toLocaleString('en')} requests go through: an hour’s worth`,
    x: 'seconds',
    y: 'MiB',
    limit: { name: `target ${target} MiB`, at: target },
    series: Object.entries(services).map(([name, sizes]) => ({
      name,
      points: sizes.map((size, i) => [seconds[i], size]),
    })),
  });
}

function lagPlot(idle) {
  const loaded = figures.get('lag-loaded') ?? idle;
  return bars({
    title: 'Ticket created until orderable, ms',
    groups: [
      { name: 'idle', bars: lagBars(idle), limit: idle.target },
      { name: 'half load', bars: lagBars(loaded), limit: loaded.target },
    ],
  });
}

function lagBars({ ours, reference, details }) {
  return [
    { name: 'p50', value: details.p50 },
    { name: 'p99', value: ours },
    { name: 'p99 of the raw journey', value: reference },
  ];
}
