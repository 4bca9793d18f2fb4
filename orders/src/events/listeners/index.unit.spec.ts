import type { Messaging } from '@ticketing/common/messaging';
import { expectAllSubjectsHeard } from '@ticketing/common/testing';
import { type ListenerParts, listeners } from '.';

it('hears every subject of each aggregate it hears of', () => {
  expectAllSubjectsHeard(listeners({} as Messaging, {} as ListenerParts));
});
