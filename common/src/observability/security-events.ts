import type { SecurityLogger } from './logger';
import { counter } from './metrics';

/** What was refused and may be part of an attack, by kind. */
export type SecurityEvent =
  /** The signature is none of ours, or it is no token. */
  | 'token_forged'
  /** Ordinary now and then: auth renews a token after it has expired. */
  | 'token_expired'
  | 'session_ended'
  | 'account_suspended'
  /** Somebody who is signed in asked for what isn't theirs, or is for another role. */
  | 'access_refused'
  | 'origin_refused'
  | 'limit_reached'
  | 'signin_failed'
  | 'signin_locked';

const refused = counter('security_events_total', 'What was refused and may be part of an attack, by kind', [
  'event',
]);

/** Counts an event whose line is written elsewhere. */
export function countSecurityEvent(event: SecurityEvent): void {
  refused.inc({ event });
}

/** Lines of a kind within a minute, at the most. */
const LINES = 10;
const MINUTE_MS = 60_000;

interface Minute {
  readonly end: number;
  lines: number;
  /** How many had no line of their own. */
  unlogged: number;
}

/** Counts security events and logs them at the level `security`: of each kind ten a minute, for strangers choose how many there are. */
export class SecurityEvents {
  private readonly minutes = new Map<SecurityEvent, Minute>();

  constructor(
    private readonly logger: SecurityLogger,
    private readonly now: () => number = Date.now,
  ) {}

  /** @param details who, from where and at what; no secret, nothing of any length */
  note(event: SecurityEvent, details: Readonly<Record<string, string | undefined>>): void {
    countSecurityEvent(event);
    const before = this.minutes.get(event);
    const isOver = before === undefined || before.end <= this.now();
    const minute = isOver ? { end: this.now() + MINUTE_MS, lines: 0, unlogged: 0 } : before;
    this.minutes.set(event, minute);
    if (minute.lines === LINES) {
      minute.unlogged += 1;
      return;
    }
    minute.lines += 1;
    const unlogged = isOver && before?.unlogged ? { unlogged: before.unlogged } : {};
    this.logger.security({ event, ...details, ...unlogged }, 'refused');
  }
}
