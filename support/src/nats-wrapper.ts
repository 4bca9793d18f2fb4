import { NatsWrapper } from '@ticketing/common/messaging';

/** The connection of this process to the broker. */
export const natsWrapper = new NatsWrapper();
