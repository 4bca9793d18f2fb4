import { connectionForms } from './connection-forms';
import type { FormKind, HttpForm } from './form';
import { framingForms } from './framing-forms';
import { headForms } from './head-forms';
import { targetForms } from './target-forms';

export type { HttpForm };
export { recorded, type SeenRequest } from './recorder';
export { type ServedApp, serveRecorded } from './serve-recorded';
export { type FormTarget, tryForms } from './try-form';

/** Forms of HTTP, odd and plain, that everything of ours that parses HTTP is held to; docs/security.md lists the kinds. */
export const httpForms: readonly FormKind[] = [
  ...framingForms,
  ...headForms,
  ...targetForms,
  ...connectionForms,
];
