import type mongoose from 'mongoose';
import { Place, placeId, placeNumber, withPrefix } from '../models/place';
import type { TicketFields } from '../models/ticket';

/** The free places of a ticket, as the transaction sees them that frees some. */
export class PlacePool {
  private isWhole = false;
  private readonly takenOut: number[] = [];

  private constructor(
    private readonly session: mongoose.ClientSession,
    private readonly ticketId: string,
    private readonly size: number,
    private free: number[],
  ) {}

  /** @param freed the numbers of places that became free, of which others may be taken again */
  static async open(
    session: mongoose.ClientSession,
    { _id, places }: TicketFields & { _id: unknown },
    freed: readonly number[],
  ): Promise<PlacePool> {
    const ticketId = String(_id);
    const keys = freed.map((place) => placeId(ticketId, place));
    const rows = await Place.find({ _id: { $in: keys } }, { _id: 1 }, { session }).lean();
    const taken = new Set(rows.map((row) => row._id));
    const free = freed.filter((_place, nth) => !taken.has(keys[nth]!));
    return new PlacePool(session, ticketId, places?.size ?? 1, free);
  }

  /** Whether nobody else in the line fits: those places that were free before were too few for each who waits. */
  get isEmpty(): boolean {
    return this.free.length === 0;
  }

  /** Whether so many are free. Looks beyond those that became free only for who needs more. */
  async has(quantity: number): Promise<boolean> {
    if (this.free.length < quantity && !this.isWhole) await this.readAll();
    return this.free.length >= quantity;
  }

  /** Takes so many, of which there are enough. */
  take(quantity: number): number[] {
    const places = this.free.splice(0, quantity);
    this.takenOut.push(...places);
    return places;
  }

  private async readAll(): Promise<void> {
    // Those taken out of the pool have no rows yet.
    const before = new Set(this.free);
    const taken = new Set(this.takenOut);
    const filter = { _id: withPrefix(this.ticketId) };
    const rows = await Place.find(filter, { _id: 1 }, { session: this.session }).lean();
    for (const { _id } of rows) taken.add(placeNumber(_id));
    const others = Array.from({ length: this.size }, (_, place) => place);
    this.free = [...this.free, ...others.filter((place) => !taken.has(place) && !before.has(place))];
    this.isWhole = true;
  }
}
