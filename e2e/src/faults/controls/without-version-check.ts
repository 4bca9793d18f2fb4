import { mongo } from 'mongoose';
import { loadCompiled } from './load-compiled';

interface TicketVersion {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly price: number;
}

/** Whatever comes is applied as it comes: where the check is a decision, and where it is the filter of the write. */
loadCompiled<{ decideVersion: () => string }>('common/dist/messaging/version.js').decideVersion = () =>
  'apply';

if (process.cwd().endsWith('orders')) {
  const { Ticket } = loadCompiled<{ Ticket: { collection: mongo.Collection } }>(
    'orders/dist/models/ticket.js',
  );
  const { TicketReplica } = loadCompiled<{
    TicketReplica: { prototype: { update: (ticket: TicketVersion) => Promise<void> } };
  }>('orders/dist/events/ticket-replica.js');
  TicketReplica.prototype.update = async ({ id, ...state }) => {
    await Ticket.collection.updateOne(
      { _id: new mongo.ObjectId(id) },
      { $set: state },
      { upsert: true, writeConcern: { w: 'majority' } },
    );
  };
}
