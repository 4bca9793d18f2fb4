import type { Connection } from 'mongoose';
import { type CommentModel, comments } from './comment';
import { type HistoryModel, historyEntries } from './history-entry';
import { NotificationStatusProjection } from './notification-status-projection';
import { orderOwners, type OwnerProjection, ticketOwners } from './owner-projection';
import { EngineerWorkload, type EngineerWorkloadOptions } from './engineer-workload';
import { type SupportTicketModel, supportTickets } from './support-ticket';

/** Everything the help desk keeps in its database. */
export interface Models {
  tickets: SupportTicketModel;
  comments: CommentModel;
  history: HistoryModel;
  notifications: NotificationStatusProjection;
  /** To check links against. */
  orders: OwnerProjection<'order'>;
  ticketsForSale: OwnerProjection<'ticket'>;
  engineers: EngineerWorkload;
}

/** The models of one connection. */
export function createModels(connection: Connection, options: EngineerWorkloadOptions = {}): Models {
  return {
    tickets: supportTickets(connection),
    comments: comments(connection),
    history: historyEntries(connection),
    notifications: new NotificationStatusProjection(connection),
    orders: orderOwners(connection),
    ticketsForSale: ticketOwners(connection),
    engineers: new EngineerWorkload(connection, options),
  };
}

/** Creates collections (a transaction can't, at the same time as another) and indexes; safe to call again. */
export async function prepareModels({
  tickets,
  comments,
  history,
  notifications,
  engineers,
}: Models): Promise<void> {
  for (const model of [tickets, comments, history]) {
    await model.createCollection();
    await model.createIndexes();
  }
  await notifications.prepare();
  await engineers.prepare();
}
