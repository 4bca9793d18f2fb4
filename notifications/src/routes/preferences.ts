import { RequestValidationError } from '@ticketing/common/errors';
import { requireAuth } from '@ticketing/common/http';
import { Router } from 'express';
import { checkChoices } from '../domain/preferences';
import type { PreferenceStore } from '../preferences/preference-store';
import { shownPreferences } from './shown-preferences';
import { userOf } from './user-of';

/** `GET` and `PUT /api/notifications/preferences`: what the user hears of, and on which channels. */
export function preferencesRouter(store: PreferenceStore): Router {
  const router = Router();
  const path = '/api/notifications/preferences';
  router.get(path, requireAuth, async (req, res) => {
    res.json(shownPreferences(await store.get(userOf(req).id)));
  });
  router.put(path, requireAuth, async (req, res) => {
    const checked = checkChoices((req.body as { preferences?: unknown }).preferences);
    if ('faults' in checked) throw new RequestValidationError(checked.faults);
    res.json(shownPreferences(await store.choose(userOf(req).id, checked.change)));
  });
  return router;
}
