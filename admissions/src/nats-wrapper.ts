import { NatsWrapper } from '@ticketing/common/messaging';

/** The process's one connection to NATS Streaming. */
export const natsWrapper = new NatsWrapper();
