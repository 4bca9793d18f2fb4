import type { Event } from '@ticketing/common/contracts';
import { Listener, type Messaging, type Outcome } from '@ticketing/common/messaging';
import type { UserDirectory } from '@ticketing/common/roles';
import type { RecipientBook } from '../delivery/address-book';
import type { AddressHold } from '../intake/address-hold';
import type { ReadModels } from '../read-models/read-models';
import type { TemplateContext } from './content';
import type { Notifier } from './notifier';
import type { ShowNews } from './show-news';

/** What the rules share. */
export interface RuleDependencies {
  readonly readModels: ReadModels;
  readonly notifier: Notifier;
  readonly directory: UserDirectory;
  readonly recipients: RecipientBook;
  readonly context: TemplateContext;
  readonly showNews: Pick<ShowNews, 'plan'>;
  readonly hold: Pick<AddressHold, 'release'>;
}

/** A rule: which event it hears, who is notified of it, and with which text. */
export abstract class NotificationListener<E extends Event> extends Listener<E> {
  constructor(
    private readonly messaging: Messaging,
    protected readonly dependencies: RuleDependencies,
  ) {
    super();
  }

  /** Runs the whole decision for one message without a broker. */
  deliver(payload: E['data'] | string, { sequence = 1, redelivered = false } = {}): Promise<Outcome> {
    const wire = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return this.messaging.process(this, { subject: this.subject, sequence, wire }, redelivered);
  }
}
