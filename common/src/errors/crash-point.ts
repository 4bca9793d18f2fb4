/** Moments at which a process can be made to die, to show that nothing is lost there. */
export type CrashPoint =
  /** State and event are committed, the event is not yet published. */
  | 'outbox:committed'
  /** The broker has the event, the outbox does not know. */
  | 'outbox:published'
  /** A handler has committed, the broker does not know. */
  | 'listener:handled'
  /** The provider took a notification, our row does not know. */
  | 'delivery:pushed'
  /** The bank took the money, our row does not know. */
  | 'payment:charged'
  /** A part of what is personal is gone, the rest is not. */
  | 'erasure:step';

const armed = process.env['CRASH_POINT'];
const nth = Number(process.env['CRASH_POINT_NTH'] ?? 1);
let passed = 0;

/**
 * Ends the process as `kill -9` would when `CRASH_POINT` names this point, at its `CRASH_POINT_NTH` passing
 * (default 1). Without the variable it does nothing; it exists for fault tests and is never set in a deployment.
 */
export function crashPoint(point: CrashPoint): void {
  if (armed !== point) return;
  passed += 1;
  if (passed === nth) process.kill(process.pid, 'SIGKILL');
}
