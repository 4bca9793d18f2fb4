import { effectiveRole } from '@ticketing/common/http';
import type { Actor } from './rights';
import { indexedWords } from './search';
import type { TicketPriority } from './priority';
import type { SupportStatus } from './status';

/** What a list can be narrowed by: valid and normalised. */
export interface ListQuery {
  status?: readonly SupportStatus[] | undefined;
  priority?: TicketPriority | undefined;
  /** User id, or null for those that wait for an engineer. */
  assignee?: string | null | undefined;
  /** Words that title or description have to begin words with, all of them. */
  q?: string | undefined;
}

/** Words of a search that count, at the most. */
const MAX_QUERY_WORDS = 10;

/** The filter of a list: the tickets that the actor may see, narrowed by the query. */
export function listFilter(
  actor: Actor,
  { status, priority, assignee, q }: ListQuery,
): Record<string, unknown> {
  const words = q === undefined ? [] : indexedWords(q).slice(0, MAX_QUERY_WORDS);
  return {
    ...visibleTo(actor),
    ...(status === undefined ? {} : { status: { $in: status } }),
    ...(priority === undefined ? {} : { ticketPriority: priority }),
    ...(assignee === undefined ? {} : { assignee }),
    // Only letters and digits get here, so that each is a plain prefix, which the index answers.
    ...(words.length === 0 ? {} : { words: { $all: words.map((word) => new RegExp(`^${word}`)) } }),
  };
}

function visibleTo(actor: Actor): Record<string, unknown> {
  switch (effectiveRole(actor)) {
    case 'admin':
      return {};
    case 'engineer':
      return { $or: [{ reporter: actor.id }, { assignee: actor.id }] };
    case 'customer':
      return { reporter: actor.id };
  }
}
