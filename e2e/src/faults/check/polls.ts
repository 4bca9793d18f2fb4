import type { Finding } from './finding';
import type { NotificationState } from './snapshot';

/** What one who polls for a notification was told. */
export interface Polled {
  readonly id: string;
  /** In the order of the answers, without those that said nothing new. */
  readonly told: { readonly version: number; readonly status: string }[];
  /** The status of an answer that refused to tell. */
  refused?: number;
  /** Nothing more will be asked. */
  isDone: boolean;
}

const FINAL = new Set(['PROCESSED', 'DEAD']);

/** Whether a notification with this status stays as it is. */
export function isFinal(status: string): boolean {
  return FINAL.has(status);
}

/** I9: each answer to a poll is newer than the one before, and the last is what is stored. */
export function checkPolls(
  notifications: readonly NotificationState[],
  polled: readonly Polled[],
): Finding[] {
  const stored = new Map(notifications.map((notification) => [notification.id, notification]));
  return polled.flatMap(({ id, told, refused }) => {
    const findings: Finding[] = [];
    const finding = (text: string) =>
      findings.push({ invariant: 'I9', kind: 'cursor', text: `the poll of notification ${id} ${text}` });
    if (refused !== undefined) finding(`was answered ${refused} although it had been taken in`);
    if (told.some(({ version }, index) => index > 0 && version <= (told[index - 1]?.version ?? 0))) {
      finding(`was told versions ${told.map(({ version }) => version).join(', ')}`);
    }
    const last = told.at(-1);
    const is = stored.get(id);
    if (last && is && (last.version !== is.version || last.status !== is.status)) {
      finding(`ended at ${last.status} (${last.version}); it is ${is.status} (${is.version})`);
    }
    return findings;
  });
}
