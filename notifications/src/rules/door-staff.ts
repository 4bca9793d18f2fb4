import { type DoorStaffAddedEvent, Subjects } from '@ticketing/common/contracts';
import type { MessageContext } from '@ticketing/common/messaging';
import type { ShowReadModel } from '../read-models/read-models';
import { formatTime, type IntentContent } from './content';
import { NotificationListener } from './rule';

/** Lets those who may check in at a door know of it. */
export class DoorStaffAddedListener extends NotificationListener<DoorStaffAddedEvent> {
  readonly subject = Subjects.DoorStaffAdded as const;

  async onMessage(
    { doorId, showId, title, userId }: DoorStaffAddedEvent['data'],
    { meta: { time } }: MessageContext,
  ): Promise<void> {
    const { notifier, readModels } = this.dependencies;
    const show = showId ? await readModels.shows.find(showId) : undefined;
    const content = doorStaffAdded(doorId, title, show);
    // Removed and added again and again, they are told once a day.
    const cause = { id: `door-staff:${doorId}:${userId}:${time.slice(0, 10)}`, time };
    await notifier.notify(cause, [{ userId, kind: 'order', event: 'door.staff-added', content }]);
  }
}

/** To who may let people in at a door. */
export function doorStaffAdded(
  doorId: string,
  title: string,
  show?: Pick<ShowReadModel, 'startsAt' | 'timeZone'> | null,
): IntentContent {
  const when = show ? ` on ${formatTime(show.startsAt, show)}` : '';
  return {
    subject: `You let people in at "${title}"`,
    fixedSubject: 'You let people in at an event',
    paragraphs: [
      `The organiser of "${title}" has added you to its door: you let people in there${when}.`,
      'The door opens to you once your address is confirmed. It reads the codes of tickets with the camera of a phone.',
    ],
    link: { label: 'Open the door', path: `/door/${encodeURIComponent(doorId)}` },
  };
}
