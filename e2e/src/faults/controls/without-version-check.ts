import type { mongo } from 'mongoose';
import { loadCompiled } from './load-compiled';

type Fields = Record<string, unknown>;

interface ProjectionInternals {
  readonly options: {
    readonly collection: mongo.Collection<{ _id: string }>;
    readonly on: Record<string, (data: Fields) => Fields>;
    readonly key?: (id: unknown) => unknown;
  };
}

/** Whatever comes is applied as it comes: where the check is a decision, and where it is the filter of the write. */
loadCompiled<{ isNextVersion: () => boolean }>('common/dist/messaging/version.js').isNextVersion = () => true;

const { Projection } = loadCompiled<{
  Projection: {
    prototype: { apply: (this: ProjectionInternals, subject: string, data: Fields) => Promise<void> };
  };
}>('common/dist/messaging/projection.js');
Projection.prototype.apply = async function apply(subject, data) {
  const { collection, on, key = (id: unknown) => id } = this.options;
  await collection.updateOne(
    { _id: key(data['id']) as string },
    { $set: { ...on[subject]!(data), version: data['version'] } },
    { upsert: true, writeConcern: { w: 'majority' } },
  );
};
