import type { Event } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { UserDirectory } from '@ticketing/common/roles';
import type { RecipientBook } from '../recipients/recipient-book';
import type { Replicas } from '../replicas/replicas';
import type { TemplateContext } from './content';
import type { Notifier } from './notifier';

/** What the rules share. */
export interface RuleDependencies {
  readonly replicas: Replicas;
  readonly notifier: Notifier;
  readonly directory: UserDirectory;
  readonly recipients: RecipientBook;
  readonly context: TemplateContext;
}

/** A rule: which event it hears, who is notified of it, and with which text. */
export abstract class NotificationListener<E extends Event> extends Listener<E> {
  readonly queueGroupName = 'notifications-service';

  constructor(
    messaging: Messaging,
    protected readonly dependencies: RuleDependencies,
  ) {
    super(messaging);
  }
}
