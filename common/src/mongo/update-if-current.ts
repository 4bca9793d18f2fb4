import type { Document, Model, Schema } from 'mongoose';
import { versionOCCPlugin } from 'mongoose-update-if-current/lib/version-occ-plugin';

/**
 * mongoose-update-if-current by the version key: every save only goes through if nobody else saved meanwhile, and raises
 * the version by one.
 *
 * The package's main file also loads all of core-js, which replaces `Array.prototype.push`, `JSON.stringify` and much
 * else of the whole process by slower versions and takes 20 MiB; the plugin itself needs none of it. Its hook calls
 * `next`, which Mongoose gives to no hook since version 9 (https://mongoosejs.com/docs/migrating_to_9.html), so it gets one
 * that does nothing.
 */
export function updateIfCurrent<Fields, Class extends Model<Fields>>(schema: Schema<Fields, Class>): void {
  versionOCCPlugin({
    get: (option) => schema.get(option),
    pre: (event, hook) =>
      schema.pre(event, function () {
        hook.call(this as unknown as Document, () => undefined);
      }),
  });
}
