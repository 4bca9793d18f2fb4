import { Batcher } from '@ticketing/common/concurrency';
import { decideVersion, GapError } from '@ticketing/common/messaging';
import mongoose from 'mongoose';
import { Ticket, type TicketFields } from '../models/ticket';

/** One version of a ticket, as an event told it. */
export interface TicketVersion extends TicketFields {
  readonly id: string;
}

/**
 * Applies ticket events to the replica, one version after the other. What comes together is written together; when not all
 * of a group could be applied, one read says which were already there and which came too early.
 */
export class TicketReplica {
  private readonly created = new Batcher(insertMissing, { isolateFailures: true });
  private readonly updated = new Batcher(applyAll, { isolateFailures: true });

  /** A ticket is there, unless it already was. */
  create(ticket: TicketVersion): Promise<void> {
    return this.created.add(ticket);
  }

  /**
   * A ticket has changed; a version that was applied before changes nothing.
   * @throws GapError when an earlier version is missing
   */
  async update(ticket: TicketVersion): Promise<void> {
    const isEarly = await this.updated.add(ticket);
    if (isEarly) throw new GapError({ aggregate: `ticket:${ticket.id}`, version: ticket.version - 1 });
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

/** @returns of each whether an earlier version turned out to be missing */
async function applyAll(tickets: readonly TicketVersion[]): Promise<boolean[]> {
  const { matchedCount } = await Ticket.collection.bulkWrite(
    tickets.map((ticket) => ({ updateOne: stepOf(ticket) })),
    { ordered: false },
  );
  if (matchedCount === tickets.length) return tickets.map(() => false);
  const ids = tickets.map(({ id }) => id);
  const rows = await Ticket.find({ _id: { $in: ids } }, { version: 1 }).lean();
  const known = new Map(rows.map(({ _id, version }) => [String(_id), version]));
  // Those just applied are there by now, and so as stale as those that were before.
  return tickets.map(({ id, version }) => decideVersion(known.get(id), version) !== 'stale');
}

/** Only the version just before this one goes on to it, whoever else is writing. */
function stepOf(ticket: TicketVersion) {
  const { title, price, version } = ticket;
  return { filter: { ...keyOf(ticket), version: version - 1 }, update: { $set: { title, price, version } } };
}
