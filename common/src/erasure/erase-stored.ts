import type mongoose from 'mongoose';
import { crashPoint } from '../errors/crash-point';
import { UnavailableError } from '../errors';
import { addressPattern, type Person } from './person';
import { type PersonalData, type PersonalDocuments, sharedData } from './personal-data';
import { blankMessage, personalSubjects } from './personal-messages';

interface StoredWire {
  _id: string;
  subject: (typeof personalSubjects)[number];
  wire: string;
  isSent?: boolean;
}

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

/** Does what is declared of some documents. @param session of a transaction, if it is to be part of one */
export async function eraseDocuments(
  connection: mongoose.Connection,
  person: Person,
  { collection, about, erased }: PersonalDocuments,
  session?: mongoose.ClientSession,
): Promise<void> {
  if (erased === 'kept') return;
  const filter = await about(person, connection);
  if (!filter) return;
  const rows = connection.collection(collection);
  const options = session ? { session } : {};
  if (erased === 'deleted') await rows.deleteMany(filter, options);
  else await rows.updateMany(filter, erased(person), options);
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
