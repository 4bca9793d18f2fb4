// Lets admissions and their list open without a network: keeps the page itself and the files they are made of, and no answer of any
// service. What somebody holds is kept by the page, encrypted.

const CACHE = 'shell';
const PAGE = '/index.html';
/** Milliseconds after which a page that the network owes is taken from what is kept. */
const PATIENCE_MS = 4_000;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

/**
 * Keeps the page and these files, beside those of other pages of the same build. A page of an older build than the server's has
 * other files, and changes nothing.
 */
async function keep(files) {
  const page = await fetch('/', { cache: 'no-cache' });
  const html = await page.clone().text();
  const needed = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  if (!page.ok || !needed.every((path) => files.includes(path))) return;
  const cache = await caches.open(CACHE);
  const known = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  await cache.addAll(files.filter((path) => !known.has(path) || !path.startsWith('/assets/')));
  await cache.put(PAGE, page);
  // The files of a page name those of all others, so that one that changes renames them.
  if (needed.every((path) => known.has(path))) return;
  for (const path of known) if (path !== PAGE && !files.includes(path)) await cache.delete(path);
}

self.addEventListener('message', (event) => {
  const { files } = event.data;
  event.waitUntil(
    keep(files.filter((path) => /^\/(?:assets\/|[\w-]+\.(?:js|svg)$)/.test(path))).catch(() => undefined),
  );
});

const kept = (path) => caches.match(path, { cacheName: CACHE });

/** The network's page; the kept one where it comes to nothing, or not in time. */
async function answerPage(request) {
  const asked = fetch(request);
  const late = new Promise((resolve) => {
    setTimeout(() => resolve(kept(PAGE)), PATIENCE_MS);
  });
  try {
    return (await Promise.race([asked, late])) ?? (await asked);
  } catch (error) {
    const page = await kept(PAGE);
    if (page) return page;
    throw error;
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate' && /^\/admissions(?:\/|$)/.test(pathname))
    event.respondWith(answerPage(request));
  else if (pathname.startsWith('/assets/'))
    event.respondWith(kept(pathname).then((file) => file ?? fetch(request)));
  else if (/^\/[\w-]+\.(?:js|svg)$/.test(pathname))
    event.respondWith(fetch(request).catch(async (error) => (await kept(pathname)) ?? Promise.reject(error)));
});
