/**
 * What became of a message.
 * - `acked`: applied, or had been applied before.
 * - `parked`: kept here until its predecessor was applied; acknowledged.
 * - `redeliver`: left to the broker, which delivers it again after `ackWait`.
 * - `dead-lettered`: kept for a person; acknowledged.
 */
export type Outcome = 'acked' | 'parked' | 'redeliver' | 'dead-lettered';
