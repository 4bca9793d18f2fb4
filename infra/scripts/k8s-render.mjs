// npm run k8s:render: an overlay's manifests, as they are applied.
import { loadCompiled } from './compiled.mjs';
import { readOptions } from './options.mjs';

const help = `Prints the manifests of an overlay (dev or prod; dev when none is named) as they are applied.

  npm run --silent k8s:render -- [overlay] [options]

  --component NAME   on top of it, as often as wanted: autoscaling, gateway-api, keda, live-reload, observability
  --help

  npm run --silent k8s:render -- prod --component autoscaling --component observability`;

const { values, positionals } = readOptions(help, {
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
