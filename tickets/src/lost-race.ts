import mongoose from 'mongoose';

const WRITE_CONFLICT = 112;

/** Somebody wrote a ticket first: the transaction begins again, as after a conflict that the database found. */
export function lostRace(): Error {
  return new mongoose.mongo.MongoServerError({
    message: 'a ticket changed meanwhile',
    code: WRITE_CONFLICT,
    errorLabels: ['TransientTransactionError'],
  });
}
