import { Subjects, type TransferOfferedEvent } from '@ticketing/common/contracts';
import { storedSpellings } from '@ticketing/common/forms';
import type { MessageContext } from '@ticketing/common/messaging';
import type { ShowReadModel } from '../read-models/read-models';
import { type Content, formatTime, type IntentContent } from './content';
import { ticketTitle } from './order-title';
import { NotificationListener } from './rule';

/** Lets those whom an admission is offered to know of it, whether they have an account or not. */
export class TransferOfferedListener extends NotificationListener<TransferOfferedEvent> {
  readonly subject = Subjects.TransferOffered as const;

  async onMessage(
    { admissionId, email, fromUserId, title, showId }: TransferOfferedEvent['data'],
    { meta: { time } }: MessageContext,
  ): Promise<void> {
    const { directory, notifier, readModels } = this.dependencies;
    // Taken back and offered again and again, it is mailed once a day.
    const cause = { id: `transfer:${admissionId}:${email}:${time.slice(0, 10)}`, time };
    const event = 'transfer.offered';
    const user = await directory.findByEmail(storedSpellings(email));
    // Defence: an offer is shown to whom its address is proven to belong → if (user) {
    if (user?.emailVerified) {
      const { id: userId } = user;
      const [named, show, giver] = await Promise.all([
        ticketTitle(readModels, { title, showId }),
        showId ? readModels.shows.find(showId) : undefined,
        directory.find(fromUserId),
      ]);
      const content = transferOffered(named, { from: giver?.name, show });
      await notifier.notify(cause, [{ userId, kind: 'order', event, content, essential: true }]);
    } else {
      await notifier.mail(cause, { receiver: email, event, content: transferInvitation });
    }
  }
}

const link = { label: 'See the offer', path: '/admissions' };

/** To a user whose address it was offered to. @param from the giver's name */
export function transferOffered(
  title: string,
  {
    from,
    show,
  }: { from?: string | undefined; show?: Pick<ShowReadModel, 'startsAt' | 'timeZone'> | null } = {},
): IntentContent {
  const when = show ? ` on ${formatTime(show.startsAt, show)}` : '';
  return {
    subject: `A ticket for "${title}" is offered to you`,
    fixedSubject: 'A ticket is offered to you',
    paragraphs: [
      `${from || 'Somebody'} wants to give you a ticket for "${title}"${when}. It is yours once you accept it.`,
      'If you do not want it, decline it, or do nothing.',
    ],
    link,
  };
}

/** To an address that isn't proven to be anyone's: nothing in it was written by a person. */
export const transferInvitation: Content = {
  subject: 'A ticket is offered to you',
  paragraphs: [
    'Somebody wants to give a ticket to whoever has this address. It is yours once you accept it.',
    'Sign in with this address, or open an account with it, and confirm it: then the offer is on the page of your tickets.',
    'If you do not want it, ignore this mail.',
  ],
  link,
};
