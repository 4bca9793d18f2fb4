import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServedFile } from './files';

/** Services that describe their API at `/api/docs/<name>.json`. */
const documented = (
  JSON.parse(readFileSync(join(__dirname, '../../../infra/services.json'), 'utf8')) as { name: string }[]
).filter(({ name }) => name !== 'web');

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>API · Ticketing</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
    <link rel="stylesheet" href="/api/docs/page.css" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/swagger-ui-standalone-preset.js"></script>
    <script src="/api/docs/init.js"></script>
  </body>
</html>
`;

// A script of its own, because the Content-Security-Policy allows no inline one.
const init = `window.ui = SwaggerUIBundle({
  urls: ${JSON.stringify(documented.map(({ name }) => ({ name, url: `/api/docs/${name}.json` })))},
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
  // Its logo brings an inline style, which the policy refuses.
  plugins: [() => ({ components: { Logo: () => null } })],
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
});
`;

const style = 'body { margin: 0; }\n';

/** The page with the API of all services, its own style, and the script that starts it. */
export function docsFiles(): Record<'page' | 'style' | 'init', ServedFile> {
  return {
    page: made(page, 'text/html; charset=utf-8'),
    style: made(style, 'text/css; charset=utf-8'),
    init: made(init, 'text/javascript; charset=utf-8'),
  };
}

function made(text: string, type: string): ServedFile {
  const tag = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  return { bodies: { identity: Buffer.from(text) }, type, tag, immutable: false };
}
