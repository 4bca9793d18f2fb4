import {
  addressPattern,
  DELETED,
  type PersonalData,
  type Person,
  PROJECTED,
} from '@ticketing/common/erasure';
import { UnavailableError } from '@ticketing/common/errors';
import { storedSpellings } from '@ticketing/common/forms';
import type { Connection, mongo } from 'mongoose';
import { notificationCollection, type NotificationRow } from './notification/notification';
import { addressedChannels } from './preferences/preferences';
import { blankSupport } from './rules/support';

/** What notifications keeps of a person beside the directory. The rows of support tickets come first: theirs lead to them. */
export const personalData: readonly PersonalData[] = [
  waitForLastMail,
  blankAboutSupportTickets,
  {
    collection: 'notifications',
    about: ownRows,
    erased: 'deleted',
    copied: [
      ...['type', 'receiver', 'subject', 'text', 'kind', 'status', 'supportTicketId', 'path', 'createdAt'],
      ...['heldAt', 'processedAt', 'deadAt', 'deadReason', 'readAt'],
    ],
  },
  {
    collection: 'notifications',
    about: ({ id }) => ({ submitter: id }),
    erased: 'kept',
    copied: ['type', 'kind', 'status', 'createdAt'],
    file: 'notifications_sent',
  },
  {
    collection: 'notifications',
    about: rowsWithAddress,
    erased: () => blankedText,
    copied: { withheld: 'What others were told.' },
  },
  {
    collection: 'preferences',
    about: ({ id }) => ({ _id: id as never }),
    erased: 'deleted',
    copied: ['choices', 'addresses', ...addressedChannels.map((channel) => `pending.${channel}.address`)],
  },
  {
    collection: 'feed',
    about: ({ id }) => ({ scope: `user:${id}` }),
    erased: () => ({ $set: { data: {} } }),
    copied: ['event', 'data', 'at'],
  },
  {
    collection: 'feed',
    about: ({ id }) => ({ 'data.user.id': id }),
    erased: () => ({ $set: { 'data.user.name': DELETED, 'data.text': DELETED } }),
    copied: ['event', 'data', 'at'],
    file: 'feed_of_rooms',
  },
  {
    collection: 'feed',
    about: ({ email }) => (email ? { 'data.text': { $regex: addressPattern(email) } } : undefined),
    erased: () => ({
      $set: { 'data.subject': DELETED, 'data.text': DELETED },
      $unset: { 'data.path': '' },
    }),
    copied: { withheld: 'What others were told.' },
  },
  { collection: 'room_blocks', about: ({ id }) => ({ by: id }), erased: 'deleted', copied: ['userId', 'at'] },
  {
    collection: 'room_blocks',
    about: ({ id }) => ({ userId: id }),
    erased: 'deleted',
    copied: { withheld: 'Whom others don’t want to hear.' },
  },
  {
    collection: 'room_reports',
    about: ({ id }) => ({ author: id }),
    erased: () => ({ $set: { text: DELETED } }),
    copied: ['ticketId', 'text', 'saidAt', 'status', 'action'],
  },
  {
    collection: 'room_reports',
    about: ({ id }) => ({ reporters: id }),
    erased: 'kept',
    copied: { withheld: 'What others said.' },
  },
  {
    collection: 'room_mutes',
    about: ({ id }) => ({ _id: id as never }),
    erased: 'deleted',
    copied: ['until'],
  },
  {
    collection: 'broadcasts',
    about: ({ id }) => ({ by: id }),
    erased: 'kept',
    copied: ['message', 'subject', 'audience', 'createdAt'],
  },
  {
    collection: 'digests',
    about: ({ id }) => ({ _id: { $regex: id } as never }),
    erased: 'kept',
    copied: { withheld: 'Which notification takes in what follows within minutes, for a day.' },
  },
  { collection: 'tickets', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: PROJECTED },
  { collection: 'orders', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: PROJECTED },
  { collection: 'admissions', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: PROJECTED },
  { collection: 'shows', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: PROJECTED },
];

const blankedText = {
  $set: { text: DELETED, subject: DELETED },
  $unset: { html: '', entries: '', path: '', requester: '' },
} as const;

function ownRows({ id, email }: Person): mongo.Filter<mongo.Document> {
  const addressed = email ? [{ receiver: { $in: storedSpellings(email) } }] : [];
  return { $or: [{ userId: id }, { accountId: id }, ...addressed] };
}

/** Rows of others, such as admins who approve engineers, with the address in their text. */
function rowsWithAddress({ email }: Person): mongo.Filter<mongo.Document> | undefined {
  if (!email) return undefined;
  const $regex = addressPattern(email);
  return { $or: [{ text: { $regex } }, { subject: { $regex } }, { html: { $regex } }] };
}

/** The mail that says that the account is deleted goes out first. Its tries end by themselves. */
async function waitForLastMail(connection: Connection, { id, email }: Person): Promise<void> {
  if (!email) return;
  const last: mongo.Filter<NotificationRow> = { accountId: id, kind: 'account.deleted' };
  const waiting = { ...last, receiver: email, dueAt: { $exists: true } };
  if (await notificationCollection(connection).findOne(waiting))
    throw new UnavailableError('The last mail to an erased account is still on its way');
}

/** What was reported, and answered, stands in the notifications and feeds of everybody who was told. */
async function blankAboutSupportTickets(connection: Connection, { id }: Person): Promise<void> {
  const rows = notificationCollection(connection);
  const tickets = await rows.distinct('supportTicketId', { userId: id, supportTicketId: { $exists: true } });
  if (tickets.length === 0) return;
  await rows.updateMany({ supportTicketId: { $in: tickets }, userId: { $ne: id } }, blankedText);
  // Defence: nothing of an erased account is told any more → ;
  await blankSupport(connection.collection('feed'), tickets as string[]);
}
