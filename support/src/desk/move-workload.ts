import type { ClientSession } from 'mongoose';
import { BadRequestError } from '@ticketing/common/errors';
import type { TicketState } from '../domain/change';
import { isReopened, workloadChange } from '../domain/workload';
import type { EngineerWorkload } from '../models/engineer-workload';

/** A ticket can be given to approved engineers only. That it waits for one is never asked for. */
export class NoApprovedEngineerError extends BadRequestError {
  constructor() {
    super('assignee must be the id of an approved engineer', { field: 'assignee' });
  }
}

/**
 * Moves the engineers' counts with a change of a ticket. A ticket that is taken up again goes back to its engineer
 * when still approved, else to whoever has the fewest.
 *
 * @returns the state after the change, with the assignee it ends up with
 * @throws NoApprovedEngineerError when it is given to someone who is none, or to nobody
 */
export async function moveWorkload(
  engineers: EngineerWorkload,
  before: TicketState,
  wanted: TicketState,
  session: ClientSession,
): Promise<TicketState> {
  const given = wanted.assignee !== before.assignee;
  if (given && wanted.assignee === null) throw new NoApprovedEngineerError();
  const { release, take } = workloadChange(before, wanted);
  if (release) await engineers.release(release, session);
  if (take && (await engineers.take(take, session))) return wanted;
  if (given && wanted.assignee) {
    // A closed ticket weighs on nobody, but is given to an approved engineer all the same.
    if (take === null && (await engineers.isApproved(wanted.assignee, session))) return wanted;
    throw new NoApprovedEngineerError();
  }
  if (!isReopened(before, wanted)) return wanted;
  return { ...wanted, assignee: await engineers.takeFewest(session) };
}
