import { type AdmissionIssuedEvent, type AdmissionUpdatedEvent, Subjects } from '@ticketing/common/contracts';
import { GapError, type MessageContext } from '@ticketing/common/messaging';
import type { NewFeedEntry } from '../feed/feed-log';
import type { AdmissionReadModel } from '../read-models/read-models';
import type { Content, IntentContent } from './content';
import type { NotificationIntent } from './notifier';
import { orderTitle, ticketTitle } from './order-title';
import { NotificationListener } from './rule';

/** Mails an order's admissions to its buyer, together, once all are issued. */
export class AdmissionIssuedListener extends NotificationListener<AdmissionIssuedEvent> {
  readonly subject = Subjects.AdmissionIssued as const;

  async onMessage(data: AdmissionIssuedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, notifier } = this.dependencies;
    const step = await readModels.admissions.check(data);
    if (step.apply) {
      // Void from the start are those of a show that was cancelled meanwhile.
      const reason = data.status === 'void' ? ('show-cancelled' as const) : undefined;
      const admission = admissionReadModel({ ...data, reason });
      await notifier.notify(meta, [], [admissionEntry(admission)]);
      await readModels.admissions.store(admission);
    }
    // Also when the version was applied before: the process may have ended in between.
    await this.notifyAll(data, meta.time);
  }

  override onReplay(data: AdmissionIssuedEvent['data']): Promise<void> {
    return this.dependencies.readModels.admissions.restore(
      admissionReadModel({ ...data, reason: undefined }),
    );
  }

  /** Whichever of them is stored last finds that they are complete; the order's id makes it once. */
  private async notifyAll({ orderId, buyerId }: AdmissionIssuedEvent['data'], time: string): Promise<void> {
    const { readModels, notifier } = this.dependencies;
    const order = await readModels.orders.get(orderId);
    const places = order.items?.reduce((sum, { quantity }) => sum + quantity, 0) ?? 1;
    const rows = await readModels.admissions.collection
      .find({ orderId }, { projection: { status: 1 } })
      .toArray();
    const good = rows.filter(({ status }) => status !== 'void');
    if (rows.length < places || good.length === 0) return;
    const title = await orderTitle(readModels, order);
    await notifier.notify({ id: `admissions:${orderId}`, time }, [
      {
        userId: buyerId,
        kind: 'order',
        event: 'admission.issued',
        essential: true,
        content: admissionsIssued(title, places),
        admissionIds: good.map(({ _id }) => _id),
      },
    ]);
  }
}

/** Shows its holder what became of an admission, and tells of it who did not do it. */
export class AdmissionUpdatedListener extends NotificationListener<AdmissionUpdatedEvent> {
  readonly subject = Subjects.AdmissionUpdated as const;

  async onMessage(data: AdmissionUpdatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { readModels, notifier } = this.dependencies;
    const step = await readModels.admissions.check(data);
    if (!step.apply) return;
    if (!step.before) throw new GapError({ aggregate: `admission:${data.id}`, version: 0 });
    const admission = { ...admissionReadModel(data), changedAt: meta.time };
    const title = await ticketTitle(readModels, data);
    const intents = admissionNews(step.before, { ...data, title });
    await notifier.notify(meta, intents, [admissionEntry(admission)]);
    await readModels.admissions.store(admission, admission.code ? [] : ['code']);
  }

  override onReplay(data: AdmissionUpdatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const admission = { ...admissionReadModel(data), changedAt: meta.time };
    return this.dependencies.readModels.admissions.restore(admission, admission.code ? [] : ['code']);
  }
}

function admissionReadModel(
  data: AdmissionIssuedEvent['data'] & Pick<AdmissionReadModel, 'reason'>,
): AdmissionReadModel {
  const { id, version, orderId, showId, title, place, seat, userId, status, code, reason } = data;
  return {
    _id: id,
    version,
    orderId,
    title,
    place,
    userId,
    status,
    ...(showId && { showId }),
    ...(seat && { seat }),
    ...(code && { code }),
    ...(reason && { reason }),
  };
}

/**
 * Who is told what of a change. A refund and a cancelled show are told to the payer, and all holders, elsewhere; what the
 * door does, nobody is told of; a sale is told with what is owed for it.
 */
export function admissionNews(
  before: Pick<AdmissionReadModel, 'userId'>,
  { id, title, userId, buyerId, reason }: AdmissionUpdatedEvent['data'],
): NotificationIntent[] {
  switch (reason) {
    case 'transferred':
      return [
        {
          userId,
          kind: 'order',
          event: 'admission.received',
          essential: true,
          content: admissionReceived(id, title),
          admissionIds: [id],
        },
        {
          userId: before.userId,
          kind: 'order',
          event: 'admission.transferred',
          content: admissionTransferred(title),
        },
      ];
    case 'refunded':
      if (userId === buyerId) return [];
      return [{ userId, kind: 'order', event: 'admission.void', content: admissionVoid(title) }];
    case 'checked-in':
    case 'check-in-undone':
    case 'show-cancelled':
    case 'surrendered':
    case 'returned':
    case 'resold':
      return [];
  }
}

/** To the buyer: the right to go in, for each place. */
export function admissionsIssued(title: string, count: number): IntentContent {
  const one = count === 1;
  return {
    subject: `Your ${one ? 'ticket' : 'tickets'} for "${title}"`,
    fixedSubject: one ? 'Your ticket is ready' : 'Your tickets are ready',
    paragraphs: [
      one
        ? `Here is your ticket for "${title}".`
        : `Here are your ${count} tickets for "${title}", one for each person.`,
      'Show the code at the door, on paper or on your phone. It lets one person in, once: keep it to yourself.',
    ],
    link: { label: one ? 'See your ticket' : 'See your tickets', path: '/admissions' },
  };
}

/** To who accepted a transfer. */
export function admissionReceived(id: string, title: string): IntentContent {
  return {
    subject: `Your ticket for "${title}"`,
    fixedSubject: 'Your ticket is ready',
    paragraphs: [
      `The ticket for "${title}" that was given to you is yours now.`,
      'Show the code at the door, on paper or on your phone. The one it had before is no longer good.',
    ],
    link: { label: 'See your ticket', path: `/admissions/${encodeURIComponent(id)}` },
  };
}

/** To who gave it away. */
export function admissionTransferred(title: string): IntentContent {
  return {
    subject: `Your ticket for "${title}" was accepted`,
    fixedSubject: 'Your ticket was accepted',
    paragraphs: [
      `The ticket for "${title}" that you gave away has a new holder. Your code is no longer good.`,
    ],
    link: seeAdmissions,
  };
}

/** To a holder who has not paid for it: the payer got their money back. */
export function admissionVoid(title: string): IntentContent {
  return {
    subject: `Your ticket for "${title}" is void`,
    fixedSubject: 'Your ticket is void',
    paragraphs: [
      `The ticket for "${title}" was refunded to who had paid for it. Its code does not open the door any more.`,
    ],
    link: seeAdmissions,
  };
}

const seeAdmissions: Content['link'] = { label: 'See your tickets', path: '/admissions' };

/** To its holder. */
function admissionEntry({ _id, version, orderId, userId, status }: AdmissionReadModel): NewFeedEntry {
  return {
    key: `admission:${_id}:${version}`,
    scope: `user:${userId}`,
    event: 'admission',
    data: { id: _id, version, orderId, status },
  };
}
