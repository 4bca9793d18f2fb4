import type { Outbox } from '@ticketing/common/outbox';
import type { RequestHandler } from 'express';
import type { Models } from '../models';

/** What the commands of the help desk work with. */
export interface SupportContext {
  models: Models;
  outbox: Outbox;
  /** The clock. */
  now: () => Date;
  /** Lets the dispatcher look at once whether a waiting ticket can be assigned. */
  wake: () => void;
}

/** What the routes work with beside that. */
export interface SupportRoutesContext extends SupportContext {
  /** Of reports and comments that one account may write. */
  readonly reportLimit: RequestHandler;
}

/** What commands of this process write in turns; a command that writes both waits for the ticket first. */
export const exclusive = {
  ticket: (id: string) => `support:${id}`,
  /** Commands that assign or release an engineer all write the document of whoever has the fewest open tickets. */
  engineers: 'engineers',
};
