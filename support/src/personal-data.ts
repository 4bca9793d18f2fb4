import { DELETED, type PersonalData, type Person, PROJECTED } from '@ticketing/common/erasure';
import type { Connection } from 'mongoose';

/** What the help desk keeps of a person beside the directory: what they reported, what was said about it, what they said elsewhere. */
export const personalData: readonly PersonalData[] = [
  {
    collection: 'comments',
    about: async (person, connection) => ({ supportId: { $in: await findReports(person, connection) } }),
    erased: () => ({ $set: { text: DELETED } }),
    copied: { withheld: 'What the reporter may read of them is in comments_on_reports.' },
  },
  {
    collection: 'comments',
    about: async (person, connection) => ({
      supportId: { $in: await findReports(person, connection) },
      internal: false,
    }),
    erased: 'kept',
    copied: ['supportId', 'author', 'text', 'createdAt'],
    file: 'comments_on_reports',
  },
  {
    collection: 'history',
    about: async (person, connection) => ({ supportId: { $in: await findReports(person, connection) } }),
    erased: () => blankedChanges,
    copied: { withheld: 'Versions of what the reports and comments say.' },
  },
  {
    collection: 'support_tickets',
    about: ({ id }) => ({ reporter: id }),
    erased: () => ({ $set: { title: DELETED, description: DELETED, words: [] } }),
    copied: [
      ...[
        'title',
        'description',
        'ticketPriority',
        'status',
        'orderId',
        'ticketId',
        'createdAt',
        'updatedAt',
      ],
    ],
  },
  {
    collection: 'support_tickets',
    about: ({ id }) => ({ assignee: id }),
    erased: 'kept',
    copied: { withheld: 'Reports of others, which the account was to answer.' },
  },
  {
    collection: 'comments',
    about: ({ id }) => ({ author: id }),
    erased: () => ({ $set: { text: DELETED } }),
    copied: ['supportId', 'text', 'internal', 'createdAt'],
  },
  {
    collection: 'history',
    about: ({ id }) => ({ actor: id }),
    erased: () => blankedChanges,
    copied: ['supportId', 'at', 'changes'],
  },
  {
    collection: 'notifications',
    about: ({ email }) => (email ? { recipient: email } : undefined),
    erased: () => ({ $set: { recipient: DELETED } }),
    copied: ['ticketId', 'recipient', 'channel', 'status', 'time'],
  },
  { collection: 'orders', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: PROJECTED },
  { collection: 'tickets', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: PROJECTED },
];

/** Titles, descriptions and answers in a history; that there was a change stays. */
const blankedChanges = [
  {
    $set: {
      changes: {
        $map: {
          input: '$changes',
          in: {
            $switch: {
              branches: [
                {
                  case: { $in: ['$$this.field', ['title', 'description']] },
                  then: { field: '$$this.field', from: DELETED, to: DELETED },
                },
                {
                  case: { $eq: ['$$this.field', 'comment'] },
                  then: {
                    $mergeObjects: ['$$this', { to: { $mergeObjects: ['$$this.to', { text: DELETED }] } }],
                  },
                },
              ],
              default: '$$this',
            },
          },
        },
      },
    },
  },
];

/** Whoever answered one of them wrote about, and to, who made it. @returns their ids */
async function findReports({ id }: Person, connection: Connection): Promise<string[]> {
  const reported = await connection
    .collection<{ _id: unknown }>('support_tickets')
    .find({ reporter: id }, { projection: { _id: 1 } })
    .toArray();
  return reported.map(({ _id }) => String(_id));
}
