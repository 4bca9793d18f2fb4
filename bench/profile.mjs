#!/usr/bin/env node
// node bench/profile.mjs FOLDER [SECONDS]: where the time went in the newest CPU profile there, by package and by function,
// without the first seconds.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [folder, skip = '0'] = process.argv.slice(2);
if (!folder) {
  console.error('node bench/profile.mjs FOLDER');
  process.exit(2);
}
const [newest] = readdirSync(folder)
  .filter((name) => name.endsWith('.cpuprofile'))
  .map((name) => join(folder, name))
  .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
if (!newest) {
  console.error(`${folder}: no profile`);
  process.exit(2);
}
const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(newest, 'utf8'));
const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
const packages = new Map();
const functions = new Map();
let total = 0;
let clock = -Number(skip) * 1_000;
samples.forEach((id, i) => {
  const frame = byId.get(id);
  const took = timeDeltas[i] / 1_000;
  clock += took;
  if (clock < 0 || frame.functionName === '(idle)') return;
  total += took;
  add(packages, findPackage(frame), took);
  add(
    functions,
    `${frame.functionName || '(anonymous)'}  ${findPackage(frame)}:${frame.lineNumber + 1}`,
    took,
  );
});
console.log(`${newest}: ${Math.round(total)} ms at work`);
print('By package', packages, 18);
print('By function', functions, 30);

function add(map, key, took) {
  map.set(key, (map.get(key) ?? 0) + took);
}

function findPackage({ url, functionName }) {
  if (url === '') return functionName.startsWith('(') ? functionName : 'native';
  if (url.startsWith('node:'))
    return url.replace(/^node:internal\//, 'node:').replace(/^(node:[^/]+).*/, '$1');
  const found = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  if (found) return found[1];
  return /([\w-]+)\/dist\/(.*)/.exec(url)?.slice(1).join('/') ?? url;
}

function print(title, map, rows) {
  console.log(`\n${title}`);
  const sorted = [...map].sort((a, b) => b[1] - a[1]).slice(0, rows);
  for (const [name, took] of sorted)
    console.log(`${((100 * took) / total).toFixed(1).padStart(6)} %  ${name}`);
}
