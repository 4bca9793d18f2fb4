import type mongoose from 'mongoose';
import { crashPoint } from '../errors/crash-point';
import { UnavailableError } from '../errors';
import { addressPattern, type Person } from './person';
import { blankMessage, personalSubjects } from './personal-messages';

type Filter = mongoose.mongo.Filter<mongoose.mongo.Document>;
type Update = mongoose.mongo.UpdateFilter<mongoose.mongo.Document> | mongoose.mongo.Document[];

/** Documents with something personal, and what becomes of them. */
interface PersonalDocuments {
  readonly collection: string;
  /** The documents that have something of the person; none of them where it is `undefined`. */
  readonly about: (person: Person) => Filter | undefined;
  /** How it is blanked; without it the documents are deleted. */
  readonly blank?: (person: Person) => Update;
}

/** Where a service keeps something personal, or what removes it. Doing it again changes nothing. */
export type PersonalData =
  PersonalDocuments | ((connection: mongoose.Connection, person: Person) => Promise<void>);

interface StoredWire {
  _id: string;
  subject: (typeof personalSubjects)[number];
  wire: string;
  isSent?: boolean;
}

/** What every service has: answers that are repeated by their keys. */
const sharedData: readonly PersonalData[] = [
  { collection: 'idempotency_keys', about: ({ id }) => ({ _id: { $regex: `^${id} ` } as never }) },
];

/** Where messages are kept as they came or went. */
const messageCollections = ['dead_letters', 'parked_messages', 'outbox'] as const;

/**
 * Removes what a database has of a person, in the order given, then from the messages it keeps.
 *
 * @throws UnavailableError while a message about the person waits to be sent
 */
export async function eraseStored(
  connection: mongoose.Connection,
  person: Person,
  personal: readonly PersonalData[],
): Promise<void> {
  for (const data of [...personal, ...sharedData]) {
    if (typeof data === 'function') await data(connection, person);
    else await eraseDocuments(connection, person, data);
    crashPoint('erasure:step');
  }
  await eraseMessages(connection, person);
}

async function eraseDocuments(
  connection: mongoose.Connection,
  person: Person,
  { collection, about, blank }: PersonalDocuments,
): Promise<void> {
  const filter = about(person);
  if (!filter) return;
  const rows = connection.collection(collection);
  if (blank) await rows.updateMany(filter, blank(person));
  else await rows.deleteMany(filter);
}

/** Removes what the kept messages say of a person. @throws as {@link eraseStored} does */
export async function eraseMessages(connection: mongoose.Connection, person: Person): Promise<void> {
  const about = [{ wire: { $regex: person.id } }];
  if (person.email) about.push({ wire: { $regex: addressPattern(person.email) as never } });
  let waiting = false;
  for (const name of messageCollections) {
    const rows = connection.collection<StoredWire>(name);
    for await (const row of rows.find({ subject: { $in: [...personalSubjects] }, $or: about })) {
      const wire = blankMessage(row.subject, row.wire, person);
      if (wire === row.wire) continue;
      // What the broker hasn't got yet has to reach it as it is.
      if (row.isSent === false) waiting = true;
      else await rows.updateOne({ _id: row._id }, { $set: { wire } });
    }
    crashPoint('erasure:step');
  }
  if (waiting) throw new UnavailableError('A message about an erased account waits to be sent');
}
