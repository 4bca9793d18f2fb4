export {
  ApiClient,
  type Answer,
  baseUrl,
  type OrderBody,
  RENEWED_BEFORE_SECONDS,
  secondsLeft,
  type TicketBody,
} from './api-client';
export { eventually, inParallel, retryOn404, until } from './eventually';
export { type InboxMail, mailedToken, mailsTo } from './inbox';
export {
  lastId,
  type LiveConnection,
  type LiveEvent,
  openSocket,
  openStream,
  type Open,
} from './live-client';
export { findProcesses } from './processes';
export { Random } from './random';
export { waitForReadModel } from './read-model';
export { startReplica } from './replica';
