import type { Messaging } from '@ticketing/common';
import { expectAllSubjectsHeard } from '@ticketing/common/testing';
import type { Desk } from '../../desk/desk';
import { listeners } from '.';

it('hears every subject of each aggregate it hears of', () => {
  expectAllSubjectsHeard(listeners({} as Messaging, { models: {} } as Desk, {} as never));
});
