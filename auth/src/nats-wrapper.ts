import { ExportPartAddedPublisher } from '@ticketing/common/exports';
import { AuditRecordedPublisher } from '@ticketing/common/http';
import { NatsWrapper } from '@ticketing/common/messaging';
import * as publishers from './events/publishers';

/** The process's one connection to the broker. What every service publishes, this one closes. */
export const natsWrapper = new NatsWrapper([
  ...Object.values(publishers),
  AuditRecordedPublisher,
  ExportPartAddedPublisher,
]);
