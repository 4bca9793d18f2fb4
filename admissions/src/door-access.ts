import { SharedReads } from '@ticketing/common/concurrency';
import { errorCatalogue, ForbiddenError, NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import type { UserDirectory } from '@ticketing/common/roles';
import { DoorStaff } from './models/door';
import { Show, type ShowFields, Ticket, type TicketFields } from './models/known';

/** A door, and whose it is. */
export interface KnownDoor {
  readonly id: string;
  readonly sellerId: string;
  readonly title: string;
  /** Absent where the door is that of a ticket for no show. */
  readonly show?: ShowFields;
}

/** Whether somebody sells what a door admits to, or checks codes there. */
export type DoorRole = 'seller' | 'staff';

/** Doors that one may be asked for, at the most. */
const MAX_DOORS = 200;

/** Who may do what at which door. */
export class DoorAccess {
  /** Gates of one show that ask at the same time share a read. */
  private readonly shows = new SharedReads<ShowFields>(async (ids) => {
    const rows = await Show.find({ _id: { $in: ids } }).lean<ShowFields[]>();
    return new Map(rows.map((row) => [row._id, row]));
  });

  constructor(private readonly directory: Pick<UserDirectory, 'find'>) {}

  /**
   * The door, for its seller and those who check codes there.
   * @throws NotFoundError (404) when there is none; NotAuthorizedError (401) for others; ForbiddenError (403) for staff whose
   * address isn't proven
   */
  async enter(doorId: string, userId: string): Promise<KnownDoor & { readonly role: DoorRole }> {
    const door = await this.find(doorId);
    if (door.sellerId === userId) return { ...door, role: 'seller' };
    // Defence: a door is for its staff → ;
    if (!(await DoorStaff.exists({ _id: `${doorId}:${userId}` }))) throw new NotAuthorizedError();
    await this.requireVerified(userId);
    return { ...door, role: 'staff' };
  }

  /** The doors at which somebody checks codes for others, the newest first. */
  async staffedBy(userId: string): Promise<KnownDoor[]> {
    const rows = await DoorStaff.find({ userId }).sort({ addedAt: -1 }).limit(MAX_DOORS).lean();
    const ids = rows.map(({ doorId }) => doorId);
    const [shows, tickets] = await Promise.all([
      Show.find({ _id: { $in: ids } }).lean<ShowFields[]>(),
      Ticket.find({ _id: { $in: ids }, showId: { $exists: false } }).lean<TicketFields[]>(),
    ]);
    const doors = new Map(
      [...shows.map(showDoor), ...tickets.map(ticketDoor)].map((door) => [door.id, door]),
    );
    return ids.flatMap((id) => doors.get(id) ?? []);
  }

  /** The door, for its seller. @throws NotFoundError (404) when there is none; NotAuthorizedError (401) for others */
  async manage(doorId: string, userId: string): Promise<KnownDoor> {
    const door = await this.find(doorId);
    // Defence: a door is its seller’s → ;
    if (door.sellerId !== userId) throw new NotAuthorizedError();
    return door;
  }

  /** @throws ForbiddenError (403) where the user's address isn't proven */
  async requireVerified(userId: string): Promise<string> {
    const user = await this.directory.find(userId);
    // Defence: what is for an address needs it proven → if (user) return user.email;
    if (user?.emailVerified) return user.email;
    throw new ForbiddenError(errorCatalogue.email_unverified.message, { code: 'email_unverified' });
  }

  private async find(id: string): Promise<KnownDoor> {
    const show = await this.shows.get(id);
    if (show) return showDoor(show);
    const ticket = await Ticket.findOne({ _id: id, showId: { $exists: false } }).lean<TicketFields>();
    if (!ticket) throw new NotFoundError();
    return ticketDoor(ticket);
  }
}

function showDoor(show: ShowFields): KnownDoor {
  return { id: show._id, sellerId: show.userId, title: show.title, show };
}

function ticketDoor({ _id: id, userId: sellerId, title }: TicketFields): KnownDoor {
  return { id, sellerId, title };
}
