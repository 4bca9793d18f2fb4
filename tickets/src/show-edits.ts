import { TooManyRequestsError } from '@ticketing/common/errors';
import type { RateLimit, Turn } from '@ticketing/common/http';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import { decideShowEdit, ownerRefusal, type ShowEdit, type ShowRefusal } from './domain/show';
import { placesStatus } from './domain/places';
import { ShowUpdatedPublisher, TicketUpdatedPublisher } from './events/publishers';
import { toShowEvent } from './events/show-event';
import { toTicketUpdated } from './events/ticket-event';
import { Picture, pictureKey } from './models/picture';
import { Show, type ShowDocument } from './models/show';
import type { ShowRow } from './models/show-view';
import { learnWords } from './models/show-word';
import { Ticket } from './models/ticket';
import { rowPlaces, ticketProjection, type TicketRow } from './models/ticket-view';
import type { RenderedPicture } from './pictures';

/** What became of an edit. */
export type ShowOutcome =
  { readonly done: true; readonly show: ShowRow } | { readonly done: false; readonly why: ShowRefusal };

/** An edit as it is asked for. */
export type WantedShowEdit = ShowEdit & { readonly userId: string; readonly version?: number | undefined };

/** Edits a day by which an account teaches the search words; later ones are found by words that are known. */
export const WORDS_LIMIT = { limit: 100, windowSeconds: 86_400 };

/** What shows are edited with. */
export interface ShowEditDependencies {
  readonly outbox: Outbox;
  /** Of moves to another time or place, by show. */
  readonly moveLimit: Pick<RateLimit, 'take'>;
  /** Of edits that bring words, by account. */
  readonly wordsLimit: Pick<RateLimit, 'take'>;
}

/**
 * Edits a show, raising its version by one if that changes anything.
 *
 * @param showId an object id in its one form
 * @throws TooManyRequestsError when it has moved as often as it may
 */
export function editShow(
  { outbox, moveLimit, wordsLimit }: ShowEditDependencies,
  showId: string,
  edit: WantedShowEdit,
): Promise<ShowOutcome> {
  // One, however often the transaction starts again.
  let turn: Turn | undefined;
  let wordsTurn: Turn | undefined;
  return outbox.transaction(
    async (tx) => {
      const show = await Show.findById(showId).session(tx.session);
      const decision = decideShowEdit(show?.toObject(), edit);
      if (!decision.do) return { done: false, why: decision.why };
      if (decision.set.sequence !== undefined) {
        turn ??= await moveLimit.take(showId);
        // Defence: holders are told a few times a day that a show moves → ;
        if (!turn.allowed) throw new TooManyRequestsError((turn.resetsAt.getTime() - Date.now()) / 1_000);
      }
      for (const [field, value] of Object.entries(decision.set)) show!.set(field, value ?? undefined);
      if (Object.keys(decision.set).length > 0) await saveAndPublish(tx, show!);
      // Outside of the transaction: shows have words in common, whose writes must not meet.
      if ('title' in decision.set || 'venue' in decision.set) {
        wordsTurn ??= await wordsLimit.take(edit.userId);
        if (wordsTurn.allowed) await learnWords(show!.words);
      }
      return { done: true, show: show!.toObject() };
    },
    { exclusive: [`show:${showId}`] },
  );
}

/** Gives a show its picture in place of the one before, raising its version by one if it is another. */
export function setPicture(
  outbox: Outbox,
  showId: string,
  { userId, picture }: { readonly userId: string; readonly picture: RenderedPicture },
): Promise<ShowOutcome> {
  return outbox.transaction(
    async (tx) => {
      const { session } = tx;
      const show = await Show.findById(showId).session(session);
      const why = ownerRefusal(show, userId);
      if (!show || why) return { done: false, why: why ?? 'unknown' };
      const { id, width, height, files } = picture;
      if (show.image?.id !== id) {
        show.set({ image: { id, width, height } });
        await saveAndPublish(tx, show);
        await Picture.deleteMany({ showId }, { session });
        await Picture.create([{ _id: pictureKey(showId, id), showId, files }], { session });
      }
      return { done: true, show: show.toObject() };
    },
    { exclusive: [`show:${showId}`] },
  );
}

/** How a show is cancelled. */
export interface ShowCancellation {
  readonly userId: string;
  readonly reason: string;
  readonly now: Date;
  /** Done in the same transaction, by whoever is first. */
  readonly within: (tx: Transaction) => Promise<void>;
}

/**
 * Cancels a show and takes its tickets off sale, all in one transaction. Putting up a ticket for it writes the show too: it
 * comes before, and is taken off sale, or after, and is refused.
 */
export function cancelShow(
  outbox: Outbox,
  showId: string,
  { userId, reason, now, within }: ShowCancellation,
): Promise<ShowOutcome> {
  return outbox.transaction(
    async (tx) => {
      const show = await Show.findById(showId).session(tx.session);
      const why = ownerRefusal(show, userId);
      if (!show || (why && why !== 'cancelled')) return { done: false, why: why ?? 'unknown' };
      if (why !== 'cancelled') {
        show.set({ status: 'cancelled', cancelReason: reason });
        await saveAndPublish(tx, show);
        await withdrawTickets(tx, showId, now);
        await within(tx);
      }
      return { done: true, show: show.toObject() };
    },
    { exclusive: [`show:${showId}`] },
  );
}

async function saveAndPublish(tx: Transaction, show: ShowDocument): Promise<void> {
  await show.save({ session: tx.session });
  await new ShowUpdatedPublisher(tx).publish(toShowEvent(show.toObject()));
}

async function withdrawTickets(tx: Transaction, showId: string, now: Date): Promise<void> {
  const { session } = tx;
  const rows = await Ticket.find({ showId, withdrawn: { $ne: true } }, ticketProjection, { session }).lean<
    TicketRow[]
  >();
  if (rows.length === 0) return;
  const publisher = new TicketUpdatedPublisher(tx);
  const writes = rows.map((row) => {
    const status = placesStatus({ ...rowPlaces(row), withdrawn: true });
    const set = { withdrawn: true, status, version: row.version + 1, updatedAt: now } as const;
    return {
      row: { ...row, ...set },
      write: { updateOne: { filter: { _id: row._id }, update: { $set: set } } },
    };
  });
  await Ticket.collection.bulkWrite(
    writes.map(({ write }) => write),
    { session },
  );
  for (const { row } of writes) await publisher.publish(toTicketUpdated(row));
}
