import type { Collection, Connection } from 'mongoose';
import type { NotificationUpdatedEvent } from '@ticketing/common/contracts';
import { decideVersion, GapError } from '@ticketing/common/messaging';
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
const DUPLICATE_KEY = 11000;

/** What became of the mails about each support ticket, as the events tell. */
export class NotificationBoard {
  private readonly rows: Collection<NotificationDocument>;

  constructor(connection: Connection) {
    this.rows = connection.collection<NotificationDocument>('notifications');
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

  /**
   * Applies the next version; one already applied changes nothing.
   * @throws GapError when an earlier version is missing.
   */
  async apply({ id, version, audience = 'everyone', ...data }: NotificationData): Promise<void> {
    const { ticketId, recipient, channel, status, time } = data;
    const state = { version, ticketId, recipient, channel, status, time, audience };
    const current = await this.rows.findOne({ _id: id });
    const decision = decideVersion(current?.version, version);
    if (decision === 'stale') return;
    if (decision === 'gap') throw new GapError({ aggregate: `notification:${id}`, version: version - 1 });
    if (current) {
      await this.rows.updateOne({ _id: id, version: version - 1 }, { $set: state });
      return;
    }
    await this.rows.insertOne({ _id: id, ...state, since: time }).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
    });
  }
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
