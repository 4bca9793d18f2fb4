import type { Outbox, Transaction } from '@ticketing/common/outbox';
import { priceStep } from '../domain/search';
import { Show } from './show';
import { Ticket } from './ticket';

const BATCH = 500;
const forSale = { withdrawn: { $ne: true as const }, resaleOf: { $exists: false } };

/** Brings the range of prices of a show up to what its tickets cost. Two at once conflict, and one begins again. */
export async function updateShowPrices({ session }: Transaction, showId: string): Promise<void> {
  const prices = await Ticket.distinct('price', { showId, ...forSale }, { session });
  // Without any for sale the last prices stay: they tell what it cost.
  if (prices.length === 0) return;
  const range = { minPrice: Math.min(...prices), maxPrice: Math.max(...prices) };
  const update = { $set: { ...range, priceSteps: distinctSteps(prices) } };
  await Show.updateOne({ _id: showId }, update, { session, timestamps: false });
}

/**
 * Gives shows of an installation from before there were steps of prices theirs, without which the filter by price doesn't
 * find them. Later starts have nothing to do.
 */
export async function adoptShowPrices(outbox: Pick<Outbox, 'transaction'>): Promise<void> {
  // Looked at outside of a transaction: an installation of today has none of them.
  while ((await findUnpriced(1)).length > 0) await adoptSome(outbox);
}

function findUnpriced(limit: number) {
  const status = { $in: ['scheduled' as const, 'cancelled' as const] };
  return Show.find({ status, priceSteps: { $in: [null, []] }, minPrice: { $exists: true } })
    .hint({ status: 1, priceSteps: 1, startsAt: 1, _id: 1, minPrice: 1, maxPrice: 1 })
    .select({ minPrice: 1, maxPrice: 1 })
    .limit(limit)
    .lean();
}

function adoptSome(outbox: Pick<Outbox, 'transaction'>): Promise<void> {
  return outbox.transaction(async ({ session }) => {
    const shows = await findUnpriced(BATCH).session(session);
    // Another replica was first.
    if (shows.length === 0) return;
    const ids = shows.map(({ _id }) => _id.toHexString());
    const priced = await Ticket.aggregate<{ _id: string; prices: number[] }>(
      [
        { $match: { showId: { $in: ids }, ...forSale } },
        { $group: { _id: '$showId', prices: { $addToSet: '$price' } } },
      ],
      { session },
    );
    const prices = new Map(priced.map((show) => [show._id, show.prices]));
    await Show.bulkWrite(
      shows.map(({ _id, minPrice = 0, maxPrice = minPrice }) => {
        // Of a show without any for sale the last prices count.
        const priceSteps = distinctSteps(prices.get(_id.toHexString()) ?? [minPrice, maxPrice]);
        return { updateOne: { filter: { _id }, update: { $set: { priceSteps } }, timestamps: false } };
      }),
      { session },
    );
  });
}

function distinctSteps(prices: readonly number[]): number[] {
  return [...new Set(prices.map(priceStep))].sort((a, b) => a - b);
}
