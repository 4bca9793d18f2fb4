import type { Outbox } from '@ticketing/common';
import type { Models } from '../models';
import type { Turns } from './turns';

/** What the commands of the help desk work with. */
export interface Desk {
  models: Models;
  outbox: Outbox;
  /** Puts commands of this process that assign or release engineers in a row. */
  turns: Pick<Turns, 'run'>;
  /** The clock. */
  now: () => Date;
  /** Lets the dispatcher look at once whether a waiting ticket can be assigned. */
  wake: () => void;
}
