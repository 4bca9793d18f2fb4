import { type DoorMessageSentEvent, Subjects } from '@ticketing/common/contracts';
import type { MessageContext } from '@ticketing/common/messaging';
import type { IntentContent } from './content';
import type { NotificationIntent } from './notifier';
import { NotificationListener } from './rule';

/** Passes on what a seller writes to those who hold admissions. */
export class DoorMessageSentListener extends NotificationListener<DoorMessageSentEvent> {
  readonly subject = Subjects.DoorMessageSent as const;

  async onMessage(
    { userIds, ...message }: DoorMessageSentEvent['data'],
    { meta: { time } }: MessageContext,
  ): Promise<void> {
    const content = doorMessage(message);
    await this.dependencies.notifier.notify(
      { id: `door-message:${message.id}`, time },
      userIds.map((userId): NotificationIntent => ({
        userId,
        kind: 'order',
        event: 'door.message',
        content,
      })),
    );
  }
}

/** To those who hold admissions: the words of who sells them. */
export function doorMessage({
  showId,
  title,
  subject,
  text,
}: Omit<DoorMessageSentEvent['data'], 'id' | 'userIds'>): IntentContent {
  return {
    subject,
    fixedSubject: 'A message about tickets that you hold',
    paragraphs: [
      ...text.split(/\n{2,}/),
      `The organiser of "${title}" wrote this to all who hold tickets for it.`,
    ],
    link: showId
      ? { label: 'See the show', path: `/shows/${encodeURIComponent(showId)}` }
      : { label: 'See your tickets', path: '/admissions' },
  };
}
