import { NatsWrapper } from '@ticketing/common';

/** The service's one connection to NATS Streaming. */
export const natsWrapper = new NatsWrapper();
