declare module 'mongoose-update-if-current/lib/version-occ-plugin' {
  import type { Document } from 'mongoose';

  /** What the plugin asks of a schema. */
  export interface VersionedSchema {
    get(option: 'versionKey'): unknown;
    pre(event: 'save', hook: (this: Document, next: () => void) => void): unknown;
  }
  export function versionOCCPlugin(schema: VersionedSchema): void;
}
