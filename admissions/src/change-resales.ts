import type { ResaleCompletedEvent, ResaleUpdatedEvent } from '@ticketing/common/contracts';
import type { Transaction } from '@ticketing/common/outbox';
import {
  ResaleCompletedPublisher,
  ResaleCreatedPublisher,
  ResaleUpdatedPublisher,
} from './events/publishers';
import { Resale, type ResaleFields } from './models/resale';

/** What becomes of a resale; one that is listed again is no order's. */
export interface ResaleChange {
  readonly status: ResaleFields['status'];
  readonly resaleOrderId?: string;
  readonly reason?: ResaleFields['reason'];
}

/** Stores a new resale and tells of it. */
export async function createResale(tx: Transaction, resale: ResaleFields): Promise<void> {
  await Resale.collection.insertOne(resale as never, { session: tx.session });
  await new ResaleCreatedPublisher(tx).publish(toResaleEvent(resale));
}

/** Makes the change the next version of a resale, in the transaction that changes its admission, and tells of it. */
export async function changeResale(tx: Transaction, id: string, change: ResaleChange): Promise<void> {
  const { reason } = change;
  const resale = await save(tx, id, change);
  await new ResaleUpdatedPublisher(tx).publish({ ...toResaleEvent(resale), ...(reason && { reason }) });
}

/** Ends a resale that was paid, and tells what its giver is owed. */
export async function completeResale(
  tx: Transaction,
  id: string,
  { resaleOrderId, newAdmissionId }: Pick<ResaleCompletedEvent['data'], 'resaleOrderId' | 'newAdmissionId'>,
): Promise<void> {
  const resale = await save(tx, id, { status: 'sold', resaleOrderId });
  const { userId, price: amount, currency } = resale;
  await new ResaleCompletedPublisher(tx).publish({
    ...toResaleEvent(resale),
    resaleOrderId,
    newAdmissionId,
    owed: { userId, amount, currency },
  });
}

async function save({ session }: Transaction, id: string, change: ResaleChange): Promise<ResaleFields> {
  const update = {
    $set: change,
    $inc: { version: 1 },
    ...(change.status === 'listed' && { $unset: { resaleOrderId: true as const } }),
  };
  const resale = await Resale.findByIdAndUpdate(id, update, {
    session,
    returnDocument: 'after',
  }).lean<ResaleFields>();
  if (!resale) throw new Error(`there is no resale ${id}`);
  return resale;
}

export function toResaleEvent(resale: ResaleFields): Omit<ResaleUpdatedEvent['data'], 'reason'> {
  const { _id, version, admissionId, orderId, ticketId, place, seat, title, showId, ...row } = resale;
  const { userId, organiserId, price, currency, paid, status, resaleOrderId } = row;
  return {
    id: _id,
    version,
    admissionId,
    orderId,
    ticketId,
    place,
    title,
    userId,
    organiserId,
    price,
    currency,
    status,
    ...(seat && { seat }),
    ...(showId && { showId }),
    ...(paid !== undefined && { paid }),
    ...(resaleOrderId && { resaleOrderId }),
  };
}
