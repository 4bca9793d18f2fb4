import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@ticketing/harness';
import { readFileSync, statSync } from 'node:fs';
import type { Fault } from '../fault';

const FULL_SECONDS = 5;
const FILL_EVERY_SECONDS = 0.25;
/** Until something has to be written that there is no room for. */
const REFUSED_WITHIN_MS = 20_000;

function fullDisk(name: string, title: string, of: 'mongod' | 'nats', healsWithin: number): Fault {
  return {
    name,
    title,
    healsWithin,
    impossible: ({ disks }) => (disks[of] ? undefined : 'a small disk needs root and tmpfs'),
    async run({ system, injected, note }) {
      const disk = system.disks[of];
      const { logFile } = system.servers[of];
      const since = statSync(logFile).size;
      await until(
        `a write of ${of} that was refused for lack of space`,
        async () => {
          // Again at each look: a server may clear away files of its own meanwhile.
          disk?.fill();
          if (of === 'mongod') await system.stores.swell();
          return refusals(logFile, since) > 0;
        },
        REFUSED_WITHIN_MS,
      );
      injected(`the disk of ${of} is full`);
      // A server that starts again clears away what it finds: it gets no use of that.
      for (let passed = 0; passed < FULL_SECONDS; passed += FILL_EVERY_SECONDS) {
        disk?.fill();
        await sleep(FILL_EVERY_SECONDS * 1_000);
      }
      note('told of lack of space', refusals(logFile, since));
      disk?.free();
    },
  };
}

/** Lines of a log, behind its first `since` bytes, that tell that there was no room. */
function refusals(logFile: string, since: number): number {
  const said = readFileSync(logFile).subarray(since).toString('utf8');
  return said.split('\n').filter((line) => /no space left on device/i.test(line)).length;
}

export const fullDisks: readonly Fault[] = [
  fullDisk('broker-disk-full', 'the disk of the broker is full for 5 s', 'nats', 30),
  fullDisk('mongod-disk-full', 'the disk of mongod is full for 5 s', 'mongod', 45),
];
