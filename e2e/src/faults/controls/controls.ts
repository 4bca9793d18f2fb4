import type { FindingKind } from '../check/finding';
import type { Scene } from '../fault';
import { dieAt } from '../faults/crash-points';
import { oneTicket, oneUuid } from '../faults/races';
import { disorder } from '../faults/versions';
import { lasting } from '../faults/wait';

/** A protection switched off, and what has to be found then. */
export interface Control {
  /** What is missing. */
  readonly name: string;
  readonly services: readonly string[];
  /** Loaded by every process before its service: replaces the protection. */
  readonly preload?: string;
  /** Harm that the protection would have made harmless. */
  run(scene: Scene): Promise<unknown>;
  readonly expected: FindingKind;
}

const sale = ['tickets', 'orders'];

/** One for each protection that the invariants rest on. */
export const controls: readonly Control[] = [
  {
    name: 'outbox',
    services: sale,
    preload: 'without-outbox',
    expected: 'lost',
    async run(scene) {
      scene.load.start({ sell: 1 });
      await dieAt(scene, 'tickets', 'outbox:committed');
    },
  },
  {
    name: 'unique index',
    services: sale,
    expected: 'double sale',
    async run(scene) {
      await scene.system.stores.collection('orders', 'orders').dropIndex('one_live_order_per_ticket');
      await oneTicket.run(scene);
    },
  },
  {
    name: 'version check',
    services: sale,
    preload: 'without-version-check',
    expected: 'gap',
    run: (scene) => disorder(scene),
  },
  {
    name: 'inbox',
    services: ['notifications'],
    preload: 'without-inbox',
    expected: 'unexpected',
    run: (scene) => oneUuid.run(scene),
  },
  {
    name: 'lease',
    services: ['notifications'],
    preload: 'without-lease',
    expected: 'duplicate',
    async run(scene) {
      scene.load.start({ notify: 1 });
      await lasting(scene.extent.seconds);
    },
  },
];
