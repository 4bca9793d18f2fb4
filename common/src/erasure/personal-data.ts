import type mongoose from 'mongoose';
import type { Person } from './person';

type Filter = mongoose.mongo.Filter<mongoose.mongo.Document>;
type Update = mongoose.mongo.UpdateFilter<mongoose.mongo.Document> | mongoose.mongo.Document[];

/**
 * Documents with something of a person: what becomes of them when the account is deleted, and what of them its owner gets a
 * copy of. One declaration for both, so that neither forgets what the other knows.
 */
export interface PersonalDocuments {
  readonly collection: string;
  /** The documents that have something of the person; none of them where it is `undefined`. */
  readonly about: (
    person: Person,
    connection: mongoose.Connection,
  ) => Filter | undefined | Promise<Filter | undefined>;
  /** What an erasure does: deletes the documents, keeps them, since they name the account by its id only, or blanks them. */
  readonly erased: 'deleted' | 'kept' | ((person: Person) => Update);
  /** The fields that are copied beside the id, dots for nested ones; or why nothing is. */
  readonly copied: readonly string[] | { readonly withheld: string };
  /** The file of the copy; named like the collection unless it says otherwise. */
  readonly file?: string;
}

/** What a service keeps of a person, or what has to be done first. Doing it again changes nothing. */
export type PersonalData =
  PersonalDocuments | ((connection: mongoose.Connection, person: Person) => Promise<void>);

/** Why copies of what another service has are left out. */
export const PROJECTED = { withheld: 'A copy of what the service that owns it has.' } as const;

/** What every service has: answers that are repeated by their keys. */
export const sharedData: readonly PersonalDocuments[] = [
  {
    collection: 'idempotency_keys',
    about: ({ id }) => ({ _id: { $regex: `^${id} ` } as never }),
    erased: 'deleted',
    copied: { withheld: 'Answers to requests, kept for a day in case they are repeated.' },
  },
];

const inTransit = 'Messages between the services, which say what the services have stored.';

/** Collections of every service that a copy leaves out, and why; an erasure takes care of each by itself. */
export const sharedWithheld: Readonly<Record<string, string>> = {
  users: PROJECTED.withheld,
  outbox: inTransit,
  parked_messages: inTransit,
  dead_letters: inTransit,
  erasures: 'Which accounts were deleted, by their ids.',
  revocations: 'Sessions and accounts that are refused, by their ids, while that matters.',
  rate_counts: 'How much of a limit is used up, while it counts.',
  export_positions: 'How far this copy was.',
};
