import mongoose from 'mongoose';

/** An answer on a support ticket. It never changes. */
export interface CommentFields {
  supportId: string;
  /** The version of the ticket that it made; orders a conversation. */
  version: number;
  /** User id. */
  author: string;
  text: string;
  /** A note among engineers and admins, never shown to customers. */
  internal: boolean;
  createdAt: Date;
}

export type CommentDocument = mongoose.HydratedDocument<CommentFields>;
export type CommentModel = mongoose.Model<CommentFields>;

const schema = new mongoose.Schema<CommentFields>(
  {
    supportId: { type: String, required: true },
    version: { type: Number, required: true },
    author: { type: String, required: true },
    text: { type: String, required: true },
    internal: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, autoIndex: false, autoCreate: false },
);

schema.index({ supportId: 1, version: 1 }, { unique: true });

/** The comments of a connection's database. */
export function comments(connection: mongoose.Connection): CommentModel {
  const known = connection.models['Comment'] as CommentModel | undefined;
  return known ?? connection.model<CommentFields>('Comment', schema, 'comments');
}
