import { type NotificationUpdatedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { NotificationBoard } from '../../models/notification-board';
import { queueGroupName } from '../queue-group-name';

/** Keeps what became of each notification about a support ticket. */
export class NotificationUpdatedListener extends Listener<NotificationUpdatedEvent> {
  readonly subject = Subjects.NotificationUpdated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly notifications: NotificationBoard,
  ) {
    super(messaging);
  }

  async onMessage(data: NotificationUpdatedEvent['data']): Promise<void> {
    await this.notifications.apply(data);
  }
}
