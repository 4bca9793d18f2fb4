import { NatsWrapper } from '@ticketing/common/messaging';
import { NotificationUpdatedPublisher } from './notification/publish-updates';

/** The process's one connection to NATS Streaming. */
export const natsWrapper = new NatsWrapper([NotificationUpdatedPublisher]);
