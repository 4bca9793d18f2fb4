import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@ticketing/harness';
import type { Finding, FindingKind } from '../check/finding';
import type { FaultContext } from '../fault';
import { dieAt } from '../faults/crash-points';
import { crowdedGates, placeAgain, resales } from '../faults/doors';
import { pushIn } from '../faults/queue';
import { oneTicket, oneUuid } from '../faults/races';
import { fillCarts, freeWhileWaiting, refundAtOnce, sellOut } from '../faults/rush';
import { sessionsEnd } from '../faults/sessions';
import { disorder } from '../faults/versions';

/** A protection switched off, and what has to be found then. */
export interface Control {
  /** What is missing. */
  readonly name: string;
  readonly services: readonly string[];
  /** Loaded by every process before its service: replaces the protection. */
  readonly preload?: string;
  /** Injection that the protection would have made harmless. @returns what it saw itself */
  run(context: FaultContext): Promise<Finding[] | void>;
  readonly expected: readonly `I${number} ${FindingKind}`[];
}

const sale = ['tickets', 'orders'];
const door = [...sale, 'payments', 'admissions'];

/** One for each protection that the invariants rest on. */
export const controls: readonly Control[] = [
  {
    name: 'outbox',
    services: sale,
    preload: 'without-outbox',
    expected: ['I1 lost'],
    async run(context) {
      context.load.start({ sell: 1 });
      await dieAt(context, 'tickets', 'outbox:committed');
    },
  },
  {
    name: 'key of places',
    services: sale,
    preload: 'without-places',
    expected: ['I5 double sale', 'I11 double sale'],
    async run(context) {
      await oneTicket.run(context);
      await sellOut(context, 12, 0);
    },
  },
  {
    name: 'transaction of a cart',
    services: sale,
    preload: 'without-transactions',
    expected: ['I12 hold'],
    // Enough for replicas to meet at a place: of a hundred orders a few do.
    run: (context) =>
      fillCarts(context, () =>
        until(
          'a crowd',
          () => context.recorder.attempts.filter(({ kind }) => kind === 'order').length >= 600,
          120_000,
        ),
      ),
  },
  {
    name: 'waiting list',
    services: sale,
    preload: 'without-offers',
    expected: ['I16 idle place'],
    run: (context) => freeWhileWaiting(context),
  },
  {
    name: 'queue',
    services: sale,
    preload: 'without-queue',
    expected: ['I16 line'],
    run: (context) => pushIn(context),
  },
  {
    name: 'version check',
    services: sale,
    preload: 'without-version-check',
    expected: ['I3 gap'],
    run: (context) => disorder(context),
  },
  {
    name: 'inbox',
    services: ['notifications'],
    preload: 'without-inbox',
    expected: ['I4 unexpected'],
    run: (context) => oneUuid.run(context),
  },
  {
    name: 'lease',
    services: ['notifications'],
    preload: 'without-lease',
    expected: ['I8 duplicate'],
    async run(context) {
      context.load.start({ notify: 1 });
      await sleep(context.extent.seconds * 1_000);
    },
  },
  {
    name: 'memory of places that were given back',
    services: [...sale, 'payments'],
    preload: 'without-refunded-places',
    expected: ['I2 money'],
    run: (context) => refundAtOnce(context),
  },
  {
    name: 'one code of a place',
    services: door,
    preload: 'without-one-code',
    expected: ['I13 code'],
    async run(context) {
      await placeAgain.run(context);
    },
  },
  {
    name: 'surrender of what is sold again',
    services: door,
    preload: 'without-surrender',
    expected: ['I13 code'],
    run: (context) => resales(context, 2),
  },
  {
    name: 'memory of who went in',
    services: door,
    preload: 'without-memory-of-entries',
    expected: ['I14 entry'],
    run: (context) => crowdedGates(context),
  },
  {
    name: 'revocations',
    services: ['auth', 'orders'],
    preload: 'without-revocations',
    expected: ['I17 ended session'],
    run: async (context) => (await sessionsEnd.run(context)) ?? [],
  },
];
