import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault';

export const streamCut: Fault = {
  name: 'stream-cut',
  title: 'live streams and sockets cut every second; each goes on from its last id',
  healsWithin: 15,
  async run({ watchers, extent, injected, note }) {
    const before = watchers.reduce((sum, { connections }) => sum + connections, 0);
    for (let second = 0; second < extent.long; second += 1) {
      for (const watcher of watchers) watcher.cut();
      await sleep(1_000);
    }
    injected(`${extent.long} cuts of ${watchers.length} streams and sockets`);
    note('connections', watchers.reduce((sum, { connections }) => sum + connections, 0) - before);
    note(
      'entries seen',
      watchers.reduce((sum, { ids }) => sum + ids.length, 0),
    );
  },
};
