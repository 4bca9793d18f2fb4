import type { Schema } from 'mongoose';
import { versionOCCPlugin } from 'mongoose-update-if-current/lib/version-occ-plugin';

/**
 * mongoose-update-if-current by the version key: every save only goes through if nobody else saved meanwhile, and raises
 * the version by one.
 *
 * The package's main file also loads all of core-js, which replaces `Array.prototype.push`, `JSON.stringify` and much
 * else of the whole process by slower versions and takes 20 MiB; the plugin itself needs none of it.
 */
export function updateIfCurrent(schema: unknown): void {
  versionOCCPlugin(schema as Schema);
}
