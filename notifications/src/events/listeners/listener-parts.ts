import type { UserDirectory } from '@ticketing/common/roles';
import type { RecipientBook } from '../../recipients/recipient-book';
import type { Replicas } from '../../replicas/replicas';
import type { TemplateContext } from '../../templates';
import type { Teller } from '../teller';

export const queueGroupName = 'notifications-service';

/** What the listeners share. */
export interface ListenerParts {
  replicas: Replicas;
  teller: Teller;
  directory: UserDirectory;
  recipients: RecipientBook;
  context: TemplateContext;
}
