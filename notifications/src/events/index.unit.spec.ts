import type { Messaging } from '@ticketing/common/messaging';
import { expectAllSubjectsHeard } from '@ticketing/common/testing';
import { eventListeners, type ListenerParts } from '.';

it('hears every subject of each aggregate it hears of', () => {
  expectAllSubjectsHeard(eventListeners({} as Messaging, {} as ListenerParts));
});
