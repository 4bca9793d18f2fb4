import type { Collection, Connection } from 'mongoose';
import { type NotificationUpdatedEvent, Subjects } from '@ticketing/common/contracts';
import { Projection } from '@ticketing/common/messaging';
import type { Audience } from '../domain/change';

type NotificationData = NotificationUpdatedEvent['data'];

/** Where a notification about a support ticket stands. */
export interface TicketNotification {
  id: string;
  recipient: string;
  channel: NotificationData['channel'];
  status: NotificationData['status'];
  /** ISO time of the status. */
  time: string;
  audience: Audience;
}

interface NotificationDocument extends Omit<TicketNotification, 'id'> {
  _id: string;
  version: number;
  ticketId: string;
  /** ISO time of its first status: orders a ticket's notifications. */
  since: string;
}

/** Notifications of one ticket that are shown, at the most; the newest. */
export const SHOWN_PER_TICKET = 50;

/** What became of the notifications about each support ticket. */
export class NotificationStatusProjection extends Projection<'notification'> {
  private readonly rows: Collection<NotificationDocument>;

  constructor(connection: Connection) {
    const rows = connection.collection<NotificationDocument>('notifications');
    super({ collection: rows, on: { [Subjects.NotificationUpdated]: toFields } });
    this.rows = rows;
  }

  async prepare(): Promise<void> {
    await this.rows.createIndex({ ticketId: 1, since: -1, _id: 1 });
  }

  /** The newest notifications of each ticket, newest first, by ticket id; customers see none that is for staff. */
  async of(ticketIds: readonly string[], staff: boolean): Promise<Map<string, TicketNotification[]>> {
    const visible = staff ? {} : { audience: 'everyone' };
    const groups = await this.rows
      .aggregate<{ _id: string; newest: NotificationDocument[] }>([
        { $match: { ticketId: { $in: ticketIds }, ...visible } },
        {
          $group: {
            _id: '$ticketId',
            newest: { $topN: { n: SHOWN_PER_TICKET, sortBy: { since: -1, _id: 1 }, output: '$$ROOT' } },
          },
        },
      ])
      .toArray();
    return new Map(groups.map(({ _id, newest }) => [_id, newest.map(toNotification)]));
  }
}

function toFields({ version, audience = 'everyone', ...data }: NotificationData) {
  const { ticketId, recipient, channel, status, time } = data;
  const state = { ticketId, recipient, channel, status, time, audience };
  return version === 0 ? { ...state, since: time } : state;
}

function toNotification({
  _id,
  recipient,
  channel,
  status,
  time,
  audience,
}: NotificationDocument): TicketNotification {
  return { id: _id, recipient, channel, status, time, audience };
}
