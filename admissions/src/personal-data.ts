import { DELETED_ADDRESS, type PersonalData, PROJECTED } from '@ticketing/common/erasure';
import { storedSpellings } from '@ticketing/common/forms';
import type { Connection } from 'mongoose';

/** What admissions keeps of a person beside the directory. Who holds an admission is an id, and stays. */
export const personalData: readonly PersonalData[] = [
  {
    collection: 'transfers',
    about: ({ email }) => (email ? { email: { $in: storedSpellings(email) } } : undefined),
    erased: () => [
      {
        $set: {
          email: DELETED_ADDRESS,
          // Nobody can accept it any more.
          status: { $cond: [{ $eq: ['$status', 'offered'] }, 'withdrawn', '$status'] },
          endedAt: { $ifNull: ['$endedAt', '$$NOW'] },
        },
      },
    ],
    copied: ['admissionId', 'title', 'email', 'status', 'createdAt', 'endedAt'],
    file: 'transfers_received',
  },
  {
    collection: 'transfers',
    about: ({ id }) => ({ fromUserId: id }),
    erased: 'kept',
    copied: ['admissionId', 'title', 'email', 'status', 'createdAt', 'endedAt'],
    file: 'transfers_given',
  },
  {
    collection: 'doorstaff',
    about: ({ id }) => ({ userId: id }),
    erased: 'deleted',
    copied: ['doorId', 'addedAt'],
  },
  {
    collection: 'admissions',
    about: ({ id }) => ({ userId: id }),
    erased: 'kept',
    copied: [
      ...['orderId', 'ticketId', 'showId', 'title', 'place', 'seat', 'status', 'code', 'checkedIn', 'resale'],
      ...['faceValue', 'paid', 'currency', 'history.at', 'history.action', 'history.gate'],
    ],
  },
  {
    collection: 'resales',
    about: ({ id }) => ({ userId: id }),
    erased: 'kept',
    copied: [
      ...[
        'admissionId',
        'orderId',
        'ticketId',
        'place',
        'seat',
        'title',
        'showId',
        'price',
        'currency',
        'paid',
      ],
      ...['status', 'reason', 'createdAt'],
    ],
  },
  {
    collection: 'checkins',
    about: ({ id }) => ({ byUserId: id }),
    erased: 'kept',
    copied: ['doorId', 'result', 'at', 'gate', 'deviceAt', 'offline', 'undoneAt'],
  },
  {
    collection: 'door_messages',
    about: async ({ id }, connection) => ({ doorId: { $in: await findDoors(id, connection) } }),
    erased: 'kept',
    copied: ['doorId', 'showId', 'title', 'subject', 'text', 'told', 'createdAt'],
  },
  { collection: 'tickets', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: PROJECTED },
  { collection: 'shows', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: PROJECTED },
];

/** The doors of a seller. */
async function findDoors(userId: string, connection: Connection): Promise<string[]> {
  const ids = ['shows', 'tickets'].map((name) =>
    connection.collection<{ _id: string; userId: string }>(name).distinct('_id', { userId }),
  );
  return (await Promise.all(ids)).flat();
}
