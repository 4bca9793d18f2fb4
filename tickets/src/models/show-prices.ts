import type { Transaction } from '@ticketing/common/outbox';
import { Show } from './show';
import { Ticket } from './ticket';

/** Brings the range of prices of a show up to what its tickets cost. Two at once conflict, and one begins again. */
export async function updateShowPrices({ session }: Transaction, showId: string): Promise<void> {
  const forSale = { showId, withdrawn: { $ne: true } };
  const [cheapest, dearest] = [
    await Ticket.findOne(forSale, { price: 1 }, { session }).sort({ price: 1 }).lean(),
    await Ticket.findOne(forSale, { price: 1 }, { session }).sort({ price: -1 }).lean(),
  ];
  // Without any for sale the last prices stay: they tell what it cost.
  if (!cheapest || !dearest) return;
  const prices = { minPrice: cheapest.price, maxPrice: dearest.price };
  await Show.updateOne({ _id: showId }, { $set: prices }, { session, timestamps: false });
}
