import type { Finding } from './finding';
import { some } from './group';
import type { Snapshot } from './snapshot';

/** What a look at the notifications came to. */
export interface NotificationVerdict {
  readonly findings: Finding[];
  /** Uuids taken more than once because nobody could know of the first time. */
  readonly unclearRepeats: number;
  readonly dead: number;
}

const FINAL = new Set(['PROCESSED', 'DEAD']);

/**
 * I7: what was taken in ends as PROCESSED or DEAD. I8: a provider takes a uuid once, unless a push was cut off between
 * its yes and our note of it: that is written down as an attempt without an answer, and allows one more.
 */
export function checkNotifications({ notifications, sinks }: Snapshot): NotificationVerdict {
  const findings: Finding[] = [];
  let unclearRepeats = 0;
  const known = new Set(notifications.map(({ id }) => id));
  for (const { id, type, status, unclear } of notifications) {
    const taken = sinks.get(id) ?? 0;
    const vanished = (text: string) => findings.push({ invariant: 'I7', kind: 'vanished', text });
    if (!FINAL.has(status)) vanished(`notification ${id} is ${status} and stays so`);
    if (type !== 'INBOX' && status === 'PROCESSED' && taken === 0) {
      vanished(`notification ${id} is PROCESSED and no provider has it`);
    }
    if (taken <= 1) continue;
    if (taken - 1 <= unclear) unclearRepeats += taken - 1;
    else {
      const text = `notification ${id} was taken ${taken} times by its provider, ${unclear} pushes were unclear`;
      findings.push({ invariant: 'I8', kind: 'duplicate', text });
    }
  }
  const stray = [...sinks.keys()].filter((uuid) => !known.has(uuid));
  if (stray.length > 0) {
    const text = `providers have ${stray.length} messages that nobody asked for: ${some(stray)}`;
    findings.push({ invariant: 'I8', kind: 'unexpected', text });
  }
  return { findings, unclearRepeats, dead: notifications.filter(({ status }) => status === 'DEAD').length };
}
