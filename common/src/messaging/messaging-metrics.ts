import { counter, gauge, histogram } from '../observability/metrics';

/** Messages by subject and by what became of them. */
const handledMessages = counter('events_handled_total', 'Messages received, by what became of them', [
  'subject',
  'outcome',
]);

let lastHandledAt = Date.now();
gauge(
  'events_last_handled_seconds',
  'Time since the last message was handled; before the first, since the start',
  [],
  (seconds) => seconds.set((Date.now() - lastHandledAt) / 1_000),
);

/** Counts a message that was handled. */
export function countHandled(subject: string, outcome: string): void {
  handledMessages.inc({ subject, outcome });
  lastHandledAt = Date.now();
}

/** Seconds from the time the fact was recorded until it was applied here. */
export const eventLag = histogram(
  'event_lag_seconds',
  'Time from recording a fact until it was applied by this service',
  ['subject'],
  [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
);

export const parkedMessages = gauge('events_parked', 'Messages that wait for a predecessor');
export const parkedTooLong = gauge(
  'events_parked_too_long',
  'Messages that have waited for more than a minute',
);
export const replayNeeded = gauge(
  'events_replay_needed',
  'Messages that have waited so long that the versions before them are lost, unless their owner has not sent them',
);
export const deadLetterTotal = counter('events_dead_lettered_total', 'Messages given up on', ['subject']);
