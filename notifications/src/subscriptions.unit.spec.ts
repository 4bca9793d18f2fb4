import type { Messaging } from '@ticketing/common/messaging';
import { expectAllSubjectsHeard } from '@ticketing/common/testing';
import type { RuleDependencies } from './rules/rule';
import { subscriptions } from './subscriptions';

it('hears every subject of each aggregate it hears of', () => {
  expectAllSubjectsHeard(subscriptions({} as Messaging, {} as RuleDependencies));
});
