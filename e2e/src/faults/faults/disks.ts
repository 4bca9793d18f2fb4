import type { Fault } from '../fault';
import type { System } from '../system/system';
import { lasting } from './wait';

const FULL_SECONDS = 5;

function fullDisk(name: string, title: string, of: keyof System['disks'], healsWithin: number): Fault {
  return {
    name,
    title,
    healsWithin,
    impossible: ({ disks }) => (disks[of] ? undefined : 'a small disk needs root and tmpfs'),
    async run({ system, injected }) {
      const disk = system.disks[of];
      disk?.fill(16);
      // A database writes to space it has set aside, until it makes a checkpoint.
      if (of === 'mongod') await system.stores.checkpoint();
      injected(`the disk of ${of} is full`);
      await lasting(FULL_SECONDS);
      disk?.free();
    },
  };
}

export const fullDisks: readonly Fault[] = [
  fullDisk('broker-disk-full', 'the disk of the broker is full for 5 s', 'nats', 30),
  fullDisk('mongod-disk-full', 'the disk of mongod is full for 5 s', 'mongod', 45),
];
