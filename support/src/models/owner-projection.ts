import { type AggregateType, Subjects } from '@ticketing/common/contracts';
import { Projection, type ProjectionOptions } from '@ticketing/common/messaging';
import type { Collection, Connection } from 'mongoose';

interface OwnedDocument {
  _id: string;
  version: number;
  userId: string;
}

const owner = ({ userId }: { userId: string }) => ({ userId });

/** Whose orders, or tickets for sale, are; also of those that have ended, which can still be asked about. */
export class OwnerProjection<A extends AggregateType> extends Projection<A> {
  constructor(
    private readonly rows: Collection<OwnedDocument>,
    on: ProjectionOptions<A>['on'],
  ) {
    super({ collection: rows, on });
  }

  /** Whether it is known here and belongs to the user. */
  async belongsTo(id: string, userId: string): Promise<boolean> {
    const row = await this.rows.findOne({ _id: id });
    return row?.userId === userId;
  }
}

export function orderOwners(connection: Connection): OwnerProjection<'order'> {
  return new OwnerProjection<'order'>(connection.collection('orders'), {
    [Subjects.OrderCreated]: owner,
    [Subjects.OrderUpdated]: owner,
    [Subjects.OrderCancelled]: owner,
    [Subjects.OrderCompleted]: owner,
  });
}

export function ticketOwners(connection: Connection): OwnerProjection<'ticket'> {
  return new OwnerProjection<'ticket'>(connection.collection('tickets'), {
    [Subjects.TicketCreated]: owner,
    [Subjects.TicketUpdated]: owner,
  });
}
