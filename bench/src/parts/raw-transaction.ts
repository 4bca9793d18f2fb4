import type mongoose from 'mongoose';

/**
 * The reference of all writes: a document and its event in one transaction, through the native driver, durable on
 * the majority's journal like ours.
 */
export function rawTransaction(connection: mongoose.Connection): () => Promise<void> {
  const client = connection.getClient();
  const documents = connection.collection('raw_documents');
  const events = connection.collection('raw_events');
  return () =>
    client.withSession(async (session) => {
      await session.withTransaction(
        async () => {
          const now = new Date();
          await documents.insertOne(
            { title: 'Concert', price: 20, userId: 'u1', version: 0, createdAt: now },
            { session },
          );
          await events.insertOne(
            { subject: 'ticket:created', wire: EVENT, isSent: false, createdAt: now },
            { session },
          );
        },
        { writeConcern: { w: 'majority', j: true } },
      );
    });
}

const EVENT = JSON.stringify({
  id: 'x'.repeat(24),
  version: 0,
  title: 'Concert',
  price: 20,
  userId: 'u1',
  meta: {},
});
