// Prints the manifests of an overlay as they are applied.
//   npm run --silent k8s:render -- dev
//   npm run --silent k8s:render -- prod --component autoscaling --component observability
import { parseArgs } from 'node:util';
import { loadCompiled } from './compiled.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { component: { type: 'string', multiple: true, default: [] } },
});
const { findRenderer, render } = await loadCompiled('manifests/render.js');
const renderer = findRenderer((line) => console.error(line));
if (!renderer) {
  console.error('kubectl, kustomize or Go is needed.');
  process.exit(1);
}
try {
  process.stdout.write(render(renderer, positionals[0] ?? 'dev', values.component));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
