import { NatsWrapper } from '@ticketing/common/messaging';
import * as publishers from './events/publishers';

/** The process's one connection to the broker. */
export const natsWrapper = new NatsWrapper(Object.values(publishers));
