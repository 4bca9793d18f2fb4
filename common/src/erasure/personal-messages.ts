import {
  type AccountNoticeEvent,
  type NotificationUpdatedEvent,
  Subjects,
  type SupportCreatedEvent,
  type TransferOfferedEvent,
  type UserCreatedEvent,
} from '../contracts';
import { DELETED, DELETED_ADDRESS, type Person } from './person';

type Blank<D> = (data: D, person: Person) => D;

/** What an event says of a person, or in that person's words, blanked so that it still fits its schema. */
const blanks = {
  [Subjects.UserCreated]: blankUser,
  [Subjects.UserUpdated]: blankUser,
  [Subjects.AccountNotice]: ((data, { id }) =>
    data.userId === id ? { ...data, email: DELETED_ADDRESS, data: {} } : data) as Blank<
    AccountNoticeEvent['data']
  >,
  [Subjects.TransferOffered]: ((data, { email }) =>
    isSame(data.email, email) ? { ...data, email: DELETED_ADDRESS } : data) as Blank<
    TransferOfferedEvent['data']
  >,
  [Subjects.SupportCreated]: blankSupport,
  [Subjects.SupportUpdated]: blankSupport,
  [Subjects.NotificationUpdated]: ((data, { email }) =>
    isSame(data.recipient, email) ? { ...data, recipient: DELETED } : data) as Blank<
    NotificationUpdatedEvent['data']
  >,
};

/** The subjects whose events may say something personal. */
export const personalSubjects = Object.keys(blanks) as (keyof typeof blanks)[];

/** A message as it is kept, without what it says of a person; the same text where that is nothing. */
export function blankMessage(subject: keyof typeof blanks, wire: string, person: Person): string {
  let payload: object;
  try {
    payload = JSON.parse(wire) as object;
  } catch {
    // A dead letter that was never JSON: it can't be handled as it is either.
    return mentions(wire, person) ? '' : wire;
  }
  const blank = blanks[subject] as Blank<object>;
  const text = JSON.stringify(blank(payload, person));
  return mentions(text, person) ? '{}' : text;
}

function blankUser(data: UserCreatedEvent['data'], { id }: Person): UserCreatedEvent['data'] {
  return data.id === id ? { ...data, email: DELETED_ADDRESS, name: DELETED } : data;
}

function blankSupport(data: SupportCreatedEvent['data'], { id }: Person): SupportCreatedEvent['data'] {
  const reported = data.reporter === id ? { title: DELETED, description: DELETED } : {};
  if (data.reporter !== id && data.actor !== id) return data;
  const said = new Set(['title', 'description', 'comment', 'internalNote']);
  return { ...data, ...reported, changes: data.changes.filter(({ field }) => !said.has(field)) };
}

function isSame(address: string, email: string | undefined): boolean {
  return email !== undefined && address.toLowerCase() === email.toLowerCase();
}

function mentions(text: string, { email }: Person): boolean {
  return email !== undefined && text.toLowerCase().includes(email.toLowerCase());
}
