const CACHE = 'shell';

/** Lets this page open without a network, as it is now: its own files are kept, and no answer of a service. */
export async function keepPage(): Promise<void> {
  // Without a secure context there is none.
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('/sw.js');
  const { active } = await navigator.serviceWorker.ready;
  // What has loaded, and what Vite has announced: the first list may be full.
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[href]')].map(({ href }) => href);
  const files = [...loaded, ...links]
    .map((url) => new URL(url))
    .filter(({ origin, pathname }) => origin === location.origin && pathname !== '/sw.js')
    .map(({ pathname }) => pathname);
  active?.postMessage({ files: [...new Set(files)] });
}

/** Takes back what `keepPage` did. */
export async function forgetPage(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration('/');
  await registration?.unregister();
  await caches.delete(CACHE);
}
