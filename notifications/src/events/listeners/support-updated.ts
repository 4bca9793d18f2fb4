import { Subjects, type SupportUpdatedEvent } from '@ticketing/common/contracts';
import { Listener, type MessageContext, type Messaging } from '@ticketing/common/messaging';
import { supportNews } from '../support-news';
import { causeOf } from '../teller';
import { type ListenerParts, queueGroupName } from './listener-parts';

/** Tells all stakeholders, each once, that a support ticket was changed. */
export class SupportUpdatedListener extends Listener<SupportUpdatedEvent> {
  readonly subject = Subjects.SupportUpdated as const;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly parts: ListenerParts,
  ) {
    super(messaging);
  }

  async onMessage(data: SupportUpdatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { replicas, teller, recipients } = this.parts;
    if (!(await replicas.support.check(data)).apply) return;
    const { tells, entries } = await supportNews('updated', data, recipients);
    await teller.tell(causeOf(meta), tells, entries);
    await replicas.support.store({ _id: data.id, version: data.version });
  }
}
