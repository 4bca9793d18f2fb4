import { randomUUID } from 'node:crypto';
import { Subjects } from '@ticketing/common/contracts';
import mongoose from 'mongoose';
import { forEach } from './tasks';
import type { RawBroker } from './raw';

const BATCH = 5_000;
/** Events on their way to the broker at the same time. */
const AT_ONCE = 500;

/** An order that waits to be paid. */
export interface PendingOrder {
  readonly id: string;
  readonly expiresAt: Date;
}

/** Stores orders as if they had just been placed, and tells of them; their tickets are different ones. */
export async function placePending(
  connection: mongoose.Connection,
  broker: RawBroker,
  expiries: readonly Date[],
): Promise<PendingOrder[]> {
  const orders = connection.collection('orders');
  const placed: PendingOrder[] = [];
  for (let at = 0; at < expiries.length; at += BATCH) {
    const rows = expiries.slice(at, at + BATCH).map(pendingOrder);
    await orders.insertMany(rows, { ordered: false, writeConcern: { w: 1 } });
    placed.push(...rows.map(({ _id, expiresAt }) => ({ id: _id.toHexString(), expiresAt })));
    await forEach(rows, AT_ONCE, (row) => broker.publish(Subjects.OrderCreated, toWire(row)));
  }
  return placed;
}

function pendingOrder(expiresAt: Date) {
  const now = new Date();
  return {
    _id: new mongoose.Types.ObjectId(),
    status: 'created',
    userId: 'buyer',
    expiresAt,
    ticket: { id: new mongoose.Types.ObjectId().toHexString(), title: 'Concert', price: 20 },
    holds: true,
    pending: true,
    version: 0,
    createdAt: now,
    updatedAt: now,
  };
}

function toWire({ _id, status, userId, expiresAt, ticket }: ReturnType<typeof pendingOrder>): string {
  return JSON.stringify({
    id: _id.toHexString(),
    version: 0,
    status,
    userId,
    expiresAt: expiresAt.toISOString(),
    ticket: { id: ticket.id, price: ticket.price },
    meta: { id: randomUUID(), time: new Date().toISOString(), correlationId: randomUUID() },
  });
}
