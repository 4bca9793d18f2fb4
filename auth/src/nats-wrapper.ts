import { NatsWrapper } from '@ticketing/common/messaging';

/** The process's one connection to the broker. */
export const natsWrapper = new NatsWrapper();
