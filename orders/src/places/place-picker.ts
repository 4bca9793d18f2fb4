import { SharedReads } from '@ticketing/common/concurrency';
import { Place, placeId, placeNumber, withPrefix } from '../models/place';
import { Ticket } from '../models/ticket';
import type { TicketAvailability } from '../ticket-availability';

/** Places of all tickets that are remembered, at the most; those of one ticket always are. */
const MAX_REMEMBERED = 500_000;

/** Places picked for an order that isn't saved yet; nobody else in this process is given them. */
export interface PickedPlaces {
  readonly places: number[];
  readonly seats?: string[];
  /**
   * Says what became of the order: `taken` when another has one of the places, `free` when it wasn't saved. Never rejects, so
   * that nobody waits for the places for ever.
   */
  settle(outcome: 'saved' | 'taken' | 'free'): Promise<void>;
}

/** What this process knows of the places of a ticket. */
interface Picture {
  readonly size: number;
  readonly freed: number;
  readonly seatsVersion?: number | undefined;
  readonly seats: readonly string[];
  readonly free: FreeNumbers;
}

interface InFlight {
  readonly places: Set<number>;
  /** Those who wait until something in flight has settled. */
  waiting: (() => void)[];
}

/**
 * Picks free places of tickets that have many. The picture of what is free comes from one scan of the keys of a ticket's
 * places and is kept up by what this process picks and by the refusals it meets, so that a hot ticket costs no read per
 * order; the database alone decides. Places are picked at random, so that replicas seldom go for the same.
 *
 * Nobody is refused by an old picture: each freed place raises a counter of the ticket, which every buyer's own read of the
 * ticket brings along. While that is the same, what was seen taken still is; else the picture is read again.
 */
export class PlacePicker {
  private readonly pictures = new Map<string, Picture>();
  private readonly inFlight = new Map<string, InFlight>();
  private readonly reads = new SharedReads<true>((ids) => this.readPictures(ids));

  /**
   * Picks places of a ticket as it was read for this buyer.
   * @param seats labels that are wanted, all of which the ticket has; any places, if not given
   * @returns nothing when too few were free at some time since the ticket was read
   */
  async pick(
    ticket: TicketAvailability,
    quantity: number,
    seats?: readonly string[],
  ): Promise<PickedPlaces | undefined> {
    for (;;) {
      const known = this.pictures.get(ticket.id);
      const picture = known && !isBehind(known, ticket) ? known : await this.read(ticket.id);
      const wanted = seats?.map((label) => picture.seats.indexOf(label));
      const places = wanted ? picture.free.take(wanted) : picture.free.takeAny(quantity);
      if (places) return this.reserve(ticket.id, picture, places);
      if (picture.freed < ticket.freed) {
        await this.read(ticket.id);
        continue;
      }
      const inFlight = this.inFlight.get(ticket.id);
      const mayComeBack = wanted
        ? wanted.every((place) => inFlight?.places.has(place) || picture.free.has(place))
        : inFlight !== undefined;
      if (!inFlight || !mayComeBack) return undefined;
      // What others in this process have picked is free again if their orders aren't saved.
      await new Promise<void>((resolve) => inFlight.waiting.push(resolve));
    }
  }

  /** The labels that a ticket has. */
  async labels(ticket: TicketAvailability): Promise<readonly string[]> {
    const known = this.pictures.get(ticket.id);
    return (known && !isBehind(known, ticket) ? known : await this.read(ticket.id)).seats;
  }

  private async read(id: string): Promise<Picture> {
    await this.reads.get(id);
    return this.pictures.get(id) ?? { size: 0, freed: Infinity, seats: [], free: new FreeNumbers([]) };
  }

  private reserve(id: string, { seats }: Picture, places: number[]): PickedPlaces {
    const inFlight = this.inFlight.get(id) ?? { places: new Set(), waiting: [] };
    this.inFlight.set(id, inFlight);
    for (const place of places) inFlight.places.add(place);
    const settle: PickedPlaces['settle'] = async (outcome) => {
      const taken = outcome === 'taken' ? await readTaken(id, places).catch(() => undefined) : [];
      for (const place of places) inFlight.places.delete(place);
      if (!taken) this.pictures.delete(id);
      // A picture that was read meanwhile left out what was in flight.
      else if (outcome !== 'saved')
        for (const place of places) if (!taken.includes(place)) this.pictures.get(id)?.free.add(place);
      if (inFlight.places.size === 0) this.inFlight.delete(id);
      for (const resolve of inFlight.waiting.splice(0)) resolve();
    };
    const labels = places.map((place) => seats[place]).filter((label) => label !== undefined);
    return { places, settle, ...(labels.length === places.length ? { seats: labels } : {}) };
  }

  private async readPictures(ids: readonly string[]): Promise<Map<string, true>> {
    for (const id of ids) {
      // First the counter: what is freed after it is read makes the picture too old, never wrong.
      const ticket = await Ticket.findById(id, { places: 1, seats: 1, seatsVersion: 1 }).lean();
      if (!ticket) continue;
      const rows = await Place.collection
        .find({ _id: withPrefix(id) as never }, { projection: { _id: 1 } })
        .toArray();
      const gone = new Set(rows.map(({ _id }) => placeNumber(String(_id))));
      for (const place of this.inFlight.get(id)?.places ?? []) gone.add(place);
      const { size, freed } = ticket.places ?? { size: 1, freed: 0 };
      const numbers = Array.from({ length: size }, (_, n) => n).filter((n) => !gone.has(n));
      const { seats = [], seatsVersion } = ticket;
      this.remember(id, { size, freed, seats, seatsVersion, free: new FreeNumbers(numbers) });
    }
    return new Map();
  }

  private remember(id: string, picture: Picture): void {
    // Two reads may overtake each other.
    if ((this.pictures.get(id)?.freed ?? 0) > picture.freed) return;
    this.pictures.delete(id);
    this.pictures.set(id, picture);
    let places = [...this.pictures.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [oldest, { size }] of this.pictures) {
      if (places <= MAX_REMEMBERED || oldest === id) break;
      this.pictures.delete(oldest);
      places -= size;
    }
  }
}

/** Whether there are places or labels that the picture lacks. */
function isBehind({ size, seatsVersion }: Picture, ticket: TicketAvailability): boolean {
  return size < ticket.size || seatsVersion !== ticket.seatsVersion;
}

async function readTaken(id: string, places: readonly number[]): Promise<number[]> {
  const ids = places.map((place) => placeId(id, place));
  const rows = await Place.find({ _id: { $in: ids } }, { _id: 1 }).lean();
  return rows.map(({ _id }) => placeNumber(_id));
}

/** Numbers, any of which is taken out at the same cost however many there are. */
class FreeNumbers {
  private readonly at: Map<number, number>;

  constructor(private readonly numbers: number[]) {
    this.at = new Map(numbers.map((number, index) => [number, index]));
  }

  /** Takes out so many at random, if there are. */
  takeAny(count: number): number[] | undefined {
    if (this.numbers.length < count) return undefined;
    return Array.from({ length: count }, () => {
      const number = this.numbers[Math.floor(Math.random() * this.numbers.length)]!;
      this.remove(number);
      return number;
    });
  }

  /** Takes out exactly these, if all are there. */
  take(wanted: number[]): number[] | undefined {
    if (!wanted.every((number) => this.at.has(number))) return undefined;
    for (const number of wanted) this.remove(number);
    return wanted;
  }

  has(number: number): boolean {
    return this.at.has(number);
  }

  add(number: number): void {
    if (this.at.has(number)) return;
    this.at.set(number, this.numbers.length);
    this.numbers.push(number);
  }

  private remove(number: number): void {
    const index = this.at.get(number)!;
    const last = this.numbers.pop()!;
    this.at.delete(number);
    if (last === number) return;
    this.numbers[index] = last;
    this.at.set(last, index);
  }
}
