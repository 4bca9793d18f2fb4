import { connected } from './connected';
import { guarded } from './guarded';
import type { Rule } from './rule';
import { bounded, drains, restricted, writable } from './pod-rules';
import { encrypted, routed } from './routes';
import { selectable } from './selectable';

/** Every rule, by its name. */
export const rules: Readonly<Record<string, Rule>> = {
  restricted,
  bounded,
  drains,
  connected,
  routed,
  encrypted,
  guarded,
  selectable,
  writable,
};
