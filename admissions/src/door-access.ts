import { errorCatalogue, ForbiddenError, NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import type { UserDirectory } from '@ticketing/common/roles';
import { DoorStaff } from './models/door';
import { Show, type ShowFields, Ticket } from './models/known';

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

/** Who may do what at which door. */
export class DoorAccess {
  constructor(private readonly directory: Pick<UserDirectory, 'find'>) {}

  /**
   * The door, for its seller and those who check codes there.
   * @throws NotFoundError (404) when there is none; NotAuthorizedError (401) for others; ForbiddenError (403) for staff whose
   * address isn't proven
   */
  async enter(doorId: string, userId: string): Promise<KnownDoor & { readonly role: DoorRole }> {
    const door = await findDoor(doorId);
    if (door.sellerId === userId) return { ...door, role: 'seller' };
    // Defence: a door is for its staff → ;
    if (!(await DoorStaff.exists({ _id: `${doorId}:${userId}` }))) throw new NotAuthorizedError();
    await this.requireVerified(userId);
    return { ...door, role: 'staff' };
  }

  /** The door, for its seller. @throws NotFoundError (404) when there is none; NotAuthorizedError (401) for others */
  async manage(doorId: string, userId: string): Promise<KnownDoor> {
    const door = await findDoor(doorId);
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
}

async function findDoor(id: string): Promise<KnownDoor> {
  const show = await Show.findById(id).lean<ShowFields>();
  if (show) return { id, sellerId: show.userId, title: show.title, show };
  const ticket = await Ticket.findOne({ _id: id, showId: { $exists: false } }).lean();
  if (!ticket) throw new NotFoundError();
  return { id, sellerId: ticket.userId, title: ticket.title };
}
