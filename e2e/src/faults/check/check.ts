import type { Attempt, Refund, Scan } from '../workload/recorder';
import { checkAdmissions, checkEntries } from './admissions';
import { checkCommands } from './commands';
import type { Finding, Verdict } from './finding';
import { checkNotifications } from './notifications';
import { checkExpiries, checkHolds, checkMoney, checkSales } from './orders';
import { checkCarts, checkPlaces, checkStock } from './places';
import { checkRefunds } from './refunds';
import { checkPolls, type Polled } from './polls';
import type { DeadLetterState, Snapshot } from './snapshot';
import { checkStreams, type Watched } from './streams';
import { checkWaiting } from './waiting';
import { checkBroker, checkOutbox, checkReadModels, type Foreign } from './versions';

/** What the run knows besides the stores. */
export interface Known {
  readonly attempts: readonly Attempt[];
  /** What gates asked. */
  readonly scans: readonly Scan[];
  /** What sellers wanted to give back. */
  readonly refunds: readonly Refund[];
  readonly watched: readonly Watched[];
  readonly polled: readonly Polled[];
  /** Aggregates whose events were sent by hand. */
  readonly foreign: readonly Foreign[];
  /** Marks of the messages that were made to be dead letters. */
  readonly poison: readonly string[];
}

/** Compares all stores and sinks, read when nothing was under way, with what clients were told. */
export function check(snapshot: Snapshot, known: Known): Verdict {
  const commands = checkCommands(snapshot, known.attempts);
  const notifications = checkNotifications(snapshot);
  return {
    findings: [
      ...commands.findings,
      ...checkReadModels(snapshot, known.foreign),
      ...checkOutbox(snapshot),
      ...checkBroker(snapshot, known.foreign),
      ...checkSales(snapshot),
      ...checkPlaces(snapshot),
      ...checkStock(snapshot),
      ...checkCarts(snapshot),
      ...checkRefunds(snapshot, known.refunds),
      ...checkWaiting(snapshot, known.attempts),
      ...checkAdmissions(snapshot),
      ...checkEntries(snapshot, known.scans),
      ...checkExpiries(snapshot),
      ...checkHolds(snapshot),
      ...checkMoney(snapshot),
      ...notifications.findings,
      ...checkStreams(snapshot.feed, known.watched),
      ...checkPolls(snapshot.notifications, known.polled),
      ...checkDeadLetters(snapshot.deadLetters, known.poison),
      ...snapshot.desk.map((text): Finding => ({ invariant: 'I2', kind: 'help desk', text })),
    ],
    counts: {
      recovered: commands.recovered,
      unclearRepeats: notifications.unclearRepeats,
      dead: notifications.dead,
    },
  };
}

/** A message that can be handled is never given up. */
function checkDeadLetters(letters: readonly DeadLetterState[], poison: readonly string[]): Finding[] {
  return letters
    .filter(({ wire }) => !poison.some((mark) => wire.includes(mark)))
    .map(({ service, subject, error }) => ({
      invariant: 'I1',
      kind: 'dead letter',
      text: `${service} gave up a ${subject}: ${error}`,
    }));
}
