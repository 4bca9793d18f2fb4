import mongoose from 'mongoose';
import { WRITE_CONFLICT } from '../errors';

/**
 * What a transaction throws that finds a document changed since it was read: it begins again, as after a conflict that the
 * database found.
 */
export function writeConflict(message: string): Error {
  return new mongoose.mongo.MongoServerError({
    message,
    code: WRITE_CONFLICT,
    errorLabels: ['TransientTransactionError'],
  });
}
