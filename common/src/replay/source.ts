import type { OutgoingMessage } from '../messaging';

/** A row whose state can be told. */
export interface ReplayRow {
  readonly id: string;
  /** @throws InvalidMessageError when it is not what its subject promises */
  toMessage(): OutgoingMessage;
}

/** The aggregates of one kind, as their owner has them. */
export interface ReplaySource {
  /** What they are called on the command line. */
  readonly name: string;
  /** The next rows in the order of their ids, `limit` at the most; from the first on without `after`. */
  read(after: string | undefined, limit: number): Promise<ReplayRow[]>;
}

/** What a source uses of a Mongoose model. */
interface ReplayModel {
  find(filter: object): {
    sort(order: { _id: 1 }): { limit(count: number): { lean(): PromiseLike<unknown> } };
  };
}

/**
 * A source that reads a model.
 * @param filter which of its documents are told; all, if not given
 */
export function replaySource<R extends { _id: unknown }>(
  name: string,
  model: ReplayModel,
  toMessage: (row: R) => OutgoingMessage,
  filter: object = {},
): ReplaySource {
  return {
    name,
    async read(after, limit) {
      const behind = after === undefined ? filter : { $and: [filter, { _id: { $gt: after } }] };
      const rows = (await model.find(behind).sort({ _id: 1 }).limit(limit).lean()) as R[];
      return rows.map((row) => ({ id: String(row._id), toMessage: () => toMessage(row) }));
    },
  };
}
