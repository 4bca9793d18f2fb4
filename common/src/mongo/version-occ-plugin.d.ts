declare module 'mongoose-update-if-current/lib/version-occ-plugin' {
  import type { Schema } from 'mongoose';
  export function versionOCCPlugin(schema: Schema): void;
}
