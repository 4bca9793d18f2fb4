import type { Transaction } from '@ticketing/common/outbox';
import { priceStep } from '../domain/search';
import { Show } from './show';
import { Ticket } from './ticket';

/** Brings the range of prices of a show up to what its tickets cost. Two at once conflict, and one begins again. */
export async function updateShowPrices({ session }: Transaction, showId: string): Promise<void> {
  const forSale = { showId, withdrawn: { $ne: true }, resaleOf: { $exists: false } };
  const prices = await Ticket.distinct('price', forSale, { session });
  // Without any for sale the last prices stay: they tell what it cost.
  if (prices.length === 0) return;
  const range = { minPrice: Math.min(...prices), maxPrice: Math.max(...prices) };
  const steps = { priceSteps: [...new Set(prices.map(priceStep))] };
  await Show.updateOne({ _id: showId }, { $set: { ...range, ...steps } }, { session, timestamps: false });
}
