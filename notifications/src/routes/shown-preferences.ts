import { essentialKinds } from '../domain/preferences';
import type { StoredPreferences } from '../preferences/preference-store';

/** Preferences, as clients see them. */
export function shownPreferences({ choices, addresses, pending }: StoredPreferences): object {
  return { preferences: choices, addresses, pending, essential: essentialKinds };
}
