import { NatsWrapper } from '@ticketing/common/messaging';
import * as publishers from './events/publishers';

/** The connection of this process to the broker. */
export const natsWrapper = new NatsWrapper(Object.values(publishers));
