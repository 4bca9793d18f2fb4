import type { UserCreatedEvent } from '@ticketing/common/contracts';
import { GapError } from '@ticketing/common/messaging';
import type { UserDirectory } from '@ticketing/common/roles';
import type { EngineerWorkload } from '../models/roster';

/** What keeps the replica of users and the engineers' counts. */
export interface UserReplica {
  directory: UserDirectory;
  roster: EngineerWorkload;
  /** Lets the dispatcher look whether tickets can be given out, or have to be handed on. */
  wake: () => void;
}

/**
 * Applies the next version of a user. Enrolling and waking happen also for a version that was applied before: a
 * process may have ended in between.
 *
 * @throws GapError when an earlier version is missing
 */
export async function applyUser(
  { directory, roster, wake }: UserReplica,
  data: UserCreatedEvent['data'],
): Promise<void> {
  if ((await directory.apply(data)) === 'gap') {
    throw new GapError({ aggregate: `user:${data.id}`, version: data.version - 1 });
  }
  if (data.role === 'engineer') await roster.enrol(data.id);
  wake();
}
