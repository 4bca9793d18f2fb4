/** A place that an order has paid for, and whether its money can go back. */
export interface PaidPlace {
  readonly ticketId: string;
  /** Its number among the places of the ticket, from 0. */
  readonly place: number;
  readonly seat?: string | undefined;
  /** What was paid for it, in the currency's smallest unit. */
  readonly cents: number;
  readonly state:
    | 'kept'
    /** Its holder sells it again, and nobody has bought it. */
    | 'listed'
    /** Somebody may be paying its holder for it. */
    | 'being-bought'
    | 'resold'
    | 'refunded';
}

/** What is wanted back of one ticket. */
export interface WantedPlaces {
  readonly ticketId: string;
  /** How many; as many as there are seats, else one. */
  readonly quantity?: number | undefined;
  /** Labels of the places, where they are seats. */
  readonly seats?: readonly string[] | undefined;
}

/** Which places go back, none if they all have before; or why not. */
export type PlaceChoice =
  | { readonly places: readonly PaidPlace[]; readonly isRest: boolean }
  | { readonly refused: 'not-ordered' | 'too-few' | 'being-bought' | 'resold' };

const isRefundable = ({ state }: PaidPlace): boolean => state === 'kept' || state === 'listed';

/**
 * Chooses the places whose money goes back. Seats that went back before are passed over, so that asking again changes
 * nothing. Where the places have no labels, those go first that nobody sells again, the last ones before the others.
 *
 * @returns `isRest` when nothing is left then that could still go back
 */
export function choosePlaces(paid: readonly PaidPlace[], wanted: readonly WantedPlaces[]): PlaceChoice {
  const chosen = new Set<PaidPlace>();
  for (const { ticketId, seats, quantity = 1 } of wanted) {
    const own = paid.filter((place) => place.ticketId === ticketId);
    if (own.length === 0) return { refused: 'not-ordered' };
    if (seats) {
      for (const label of seats) {
        const place = own.find(({ seat }) => seat === label);
        if (!place) return { refused: 'not-ordered' };
        if (place.state === 'resold' || place.state === 'being-bought') return { refused: place.state };
        if (place.state !== 'refunded') chosen.add(place);
      }
    } else {
      const free = own.filter((place) => isRefundable(place) && !chosen.has(place)).sort(byChoice);
      if (free.length < quantity) {
        const running = own.filter(({ state }) => state === 'being-bought').length;
        return { refused: free.length + running < quantity ? 'too-few' : 'being-bought' };
      }
      for (const place of free.slice(0, quantity)) chosen.add(place);
    }
  }
  // Defence: the last place that goes back ends its order → const isRest = false;
  const isRest = paid.every((place) => chosen.has(place) || isEnded(place));
  return { places: [...chosen], isRest };
}

const isEnded = ({ state }: PaidPlace): boolean => state === 'resold' || state === 'refunded';

const byChoice = (a: PaidPlace, b: PaidPlace): number =>
  a.state === b.state ? b.place - a.place : a.state === 'kept' ? -1 : 1;

/** What was given back so far, or is about to be, in the currency's smallest unit. */
export const refundedCents = ({
  placeRefunds = [],
}: {
  readonly placeRefunds?: readonly { readonly amountCents: number }[] | undefined;
}): number => placeRefunds.reduce((sum, { amountCents }) => sum + amountCents, 0);

/** Places by their ticket, as the API and events list them. */
export function groupPlaces(
  places: readonly Pick<PaidPlace, 'ticketId' | 'place' | 'seat'>[],
): { ticketId: string; quantity: number; places: number[]; seats?: string[] }[] {
  const ids = [...new Set(places.map(({ ticketId }) => ticketId))];
  return ids.map((ticketId) => {
    const own = places.filter((place) => place.ticketId === ticketId);
    const seats = own.flatMap(({ seat }) => seat ?? []);
    return {
      ticketId,
      quantity: own.length,
      places: own.map(({ place }) => place),
      ...(seats.length === own.length ? { seats } : {}),
    };
  });
}
