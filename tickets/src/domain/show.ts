/** Where a show is. */
export interface Venue {
  readonly name: string;
  readonly address?: string | undefined;
  readonly city?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
}

/** What its organiser says of a show. */
export interface ShowDetails {
  readonly title: string;
  readonly startsAt: Date;
  readonly endsAt?: Date | undefined;
  /** When the door opens. */
  readonly doorsAt?: Date | undefined;
  /** IANA name, in which the times are shown. */
  readonly timeZone: string;
  readonly venue: Venue;
  /** ISO 4217, lower case. */
  readonly currency: string;
  readonly category?: string | undefined;
  readonly description?: string | undefined;
  /** Whether buyers are let through a few at a time. */
  readonly queue: boolean;
  /** The most that a resale may cost, in percent of the face value. */
  readonly resaleCapPercent: number;
}

/** What of a show is to be another; null takes away. */
export type ShowEdit = { readonly [F in keyof ShowDetails]?: ShowDetails[F] | null };

/** What an edit is decided on. */
export interface EditableShow extends ShowDetails {
  /** The organiser. */
  readonly userId: string;
  readonly version: number;
  readonly status: 'scheduled' | 'cancelled';
  readonly sequence: number;
  /** Tickets that are sold for it. */
  readonly ticketCount: number;
}

export type ShowRefusal =
  | 'unknown'
  | 'not-the-organiser'
  | 'cancelled'
  | 'outdated'
  | 'ends-before-start'
  | 'doors-after-start'
  | 'currency-in-use';
export type ShowDecision =
  | { readonly do: true; readonly set: ShowEdit & { readonly sequence?: number } }
  | { readonly do: false; readonly why: ShowRefusal };

const refuse = (why: ShowRefusal): ShowDecision => ({ do: false, why });

/** Why times don't go together, or `undefined`. */
export function timesFault({
  startsAt,
  endsAt,
  doorsAt,
}: Pick<ShowEdit, 'startsAt' | 'endsAt' | 'doorsAt'>): ShowRefusal | undefined {
  if (!startsAt) return undefined;
  if (endsAt && endsAt <= startsAt) return 'ends-before-start';
  if (doorsAt && doorsAt > startsAt) return 'doors-after-start';
  return undefined;
}

/** Whether somebody may change a show at all. */
export function ownerRefusal(
  show: Pick<EditableShow, 'userId' | 'status'> | null | undefined,
  userId: string,
): ShowRefusal | undefined {
  if (!show) return 'unknown';
  // Defence: a show is its organiser’s → ;
  if (show.userId !== userId) return 'not-the-organiser';
  return show.status === 'cancelled' ? 'cancelled' : undefined;
}

/**
 * Only its organiser edits a show, until it is cancelled. One that moves to another time, zone or place raises the sequence
 * of its calendar entries. Its currency stays once tickets have prices in it.
 */
export function decideShowEdit(
  show: EditableShow | null | undefined,
  { userId, version, ...edit }: ShowEdit & { readonly userId: string; readonly version?: number | undefined },
): ShowDecision {
  const refusal = ownerRefusal(show, userId);
  if (refusal || !show) return refuse(refusal ?? 'unknown');
  if (version !== undefined && version !== show.version) return refuse('outdated');
  const set = changes(show, edit);
  if ('currency' in set && show.ticketCount > 0) return refuse('currency-in-use');
  const fault = timesFault({ ...show, ...set });
  if (fault) return refuse(fault);
  const moved = ['startsAt', 'timeZone', 'venue'].some((field) => field in set);
  return { do: true, set: { ...set, ...(moved && { sequence: show.sequence + 1 }) } };
}

function changes(show: ShowDetails, edit: ShowEdit): ShowEdit {
  const given = Object.entries(edit) as [keyof ShowDetails, unknown][];
  return Object.fromEntries(
    given.filter(
      ([field, value]) =>
        value !== undefined && JSON.stringify(value) !== JSON.stringify(show[field] ?? null),
    ),
  );
}
