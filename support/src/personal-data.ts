import { DELETED, type PersonalData, type Person } from '@ticketing/common/erasure';
import type { Connection } from 'mongoose';

/** What the help desk keeps of a person beside the directory: what they reported, what was said about it, what they said elsewhere. */
export const personalData: readonly PersonalData[] = [
  blankConversations,
  {
    collection: 'support_tickets',
    about: ({ id }) => ({ reporter: id }),
    blank: () => ({ $set: { title: DELETED, description: DELETED, words: [] } }),
  },
  {
    collection: 'comments',
    about: ({ id }) => ({ author: id }),
    blank: () => ({ $set: { text: DELETED } }),
  },
  { collection: 'history', about: ({ id }) => ({ actor: id }), blank: () => blankedChanges },
  {
    collection: 'notifications',
    about: ({ email }) => (email ? { recipient: email } : undefined),
    blank: () => ({ $set: { recipient: DELETED } }),
  },
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

/** Those who answered a report wrote about, and to, who made it. */
async function blankConversations(connection: Connection, { id }: Person): Promise<void> {
  const reported = await connection
    .collection<{ _id: unknown }>('support_tickets')
    .find({ reporter: id }, { projection: { _id: 1 } })
    .toArray();
  const about = { supportId: { $in: reported.map(({ _id }) => String(_id)) } };
  await connection.collection('comments').updateMany(about, { $set: { text: DELETED } });
  await connection.collection('history').updateMany(about, blankedChanges);
}
