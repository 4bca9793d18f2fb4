import { decideVersion, GapError, GroupCommit } from '@ticketing/common';
import mongoose from 'mongoose';
import { Ticket, type TicketFields } from '../models/ticket';

/** One version of a ticket, as an event told it. */
export interface TicketVersion extends TicketFields {
  readonly id: string;
}

/**
 * Applies ticket events to the replica, one version after the other. What comes together is written together: a group
 * that did not go through whole is applied one by one, which finds what already is there to be stale.
 */
export class TicketReplica {
  private readonly created = new GroupCommit<TicketVersion>(insertMissing);
  private readonly updated = new GroupCommit<TicketVersion>((group) =>
    group.length === 1 ? applyOne(group[0]!) : applyAll(group),
  );

  /** A ticket is there, unless it already was. */
  create(ticket: TicketVersion): Promise<void> {
    return this.created.add(ticket);
  }

  /**
   * A ticket has changed; a version that was applied before changes nothing.
   * @throws GapError when an earlier version is missing
   */
  update(ticket: TicketVersion): Promise<void> {
    return this.updated.add(ticket);
  }
}

const keyOf = ({ id }: TicketVersion) => ({ _id: new mongoose.Types.ObjectId(id) });

async function insertMissing(tickets: readonly TicketVersion[]): Promise<void> {
  await Ticket.collection.bulkWrite(
    tickets.map((ticket) => {
      const { title, price, userId, version } = ticket;
      const update = { $setOnInsert: { title, price, userId, version } };
      return { updateOne: { filter: keyOf(ticket), update, upsert: true } };
    }),
    { ordered: false },
  );
}

async function applyAll(tickets: readonly TicketVersion[]): Promise<void> {
  const { matchedCount } = await Ticket.collection.bulkWrite(
    tickets.map((ticket) => ({ updateOne: stepOf(ticket) })),
    { ordered: false },
  );
  if (matchedCount < tickets.length) throw new Error('some of the group are stale or have a gap');
}

async function applyOne(ticket: TicketVersion): Promise<void> {
  const { id, version } = ticket;
  const { filter, update } = stepOf(ticket);
  const { matchedCount } = await Ticket.collection.updateOne(filter, update);
  if (matchedCount === 1) return;
  const known = await Ticket.findById(id, { version: 1 }).lean();
  if (decideVersion(known?.version, version) === 'stale') return;
  throw new GapError({ aggregate: `ticket:${id}`, version: version - 1 });
}

/** Only the version just before this one goes on to it, whoever else is writing. */
function stepOf(ticket: TicketVersion) {
  const { title, price, version } = ticket;
  return { filter: { ...keyOf(ticket), version: version - 1 }, update: { $set: { title, price, version } } };
}
