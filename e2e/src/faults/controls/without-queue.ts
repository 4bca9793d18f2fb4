import { loadCompiled } from './load-compiled';

/** Everybody counts as let through. */
const { FairQueue } = loadCompiled<{ FairQueue: { prototype: { check: () => Promise<void> } } }>(
  'orders/dist/queue/fair-queue.js',
);
FairQueue.prototype.check = () => Promise.resolve();
