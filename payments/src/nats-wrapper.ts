import { NatsWrapper } from '@ticketing/common/messaging';

/** The service's one connection to NATS Streaming. */
export const natsWrapper = new NatsWrapper();
