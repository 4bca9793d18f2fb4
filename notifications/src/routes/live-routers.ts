import type { Router } from 'express';
import type { Connection } from 'mongoose';
import type { Broadcasts } from '../broadcasts/broadcasts';
import type { Inbox } from '../inbox/inbox';
import type { Live } from '../live/live';
import type { AddressConfirmation } from '../preferences/address-confirmation';
import type { PreferenceStore } from '../preferences/preference-store';
import { addressesRouter } from './addresses';
import { broadcastsRouter } from './broadcasts';
import { preferencesRouter } from './preferences';
import { readRouter } from './read';
import { roomsRouter } from './rooms';
import { streamRouter } from './stream';
import { unreadRouter } from './unread';

export interface LiveRouterParts {
  connection: Connection;
  live: Live;
  inbox: Inbox;
  preferences: PreferenceStore;
  confirmation: AddressConfirmation;
  broadcasts: Broadcasts;
}

/** The routes of what people read, choose and hear live. They come before `/api/notifications/:id`. */
export function liveRouters(parts: LiveRouterParts): Router[] {
  const { connection, live, inbox, preferences, confirmation, broadcasts } = parts;
  return [
    streamRouter(live),
    roomsRouter(live),
    unreadRouter(inbox),
    readRouter(inbox, live.log),
    addressesRouter({ connection, store: preferences, confirmation }),
    preferencesRouter(preferences),
    broadcastsRouter(connection, broadcasts),
  ];
}
