/** The drivers' names for "the server can't be reached right now". */
const NAMES = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoTopologyClosedError',
  'MongoOperationTimeoutError',
  'MongoExpiredSessionError',
  'MaxRetriesPerRequestError',
  'UnavailableError',
]);

/** Connections that can't be opened or broke. */
const CONNECTION_CODES = new Set<unknown>([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * MongoDB's codes of a server that is changing or overloaded.
 * Source: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
const SERVER_CODES = new Set<unknown>([
  6, // HostUnreachable
  7, // HostNotFound
  24, // LockTimeout
  50, // MaxTimeMSExpired
  64, // WriteConcernFailed
  89, // NetworkTimeout
  91, // ShutdownInProgress
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  251, // NoSuchTransaction
  262, // ExceededTimeLimit
  9001, // SocketException
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/** A transaction that lost against another or whose end is not known: it may be tried again. */
const LABELS = ['TransientTransactionError', 'UnknownTransactionCommitResult'];

interface ErrorLike {
  name?: unknown;
  code?: unknown;
  message?: unknown;
  errorLabels?: unknown;
  hasErrorLabel?: unknown;
}

/**
 * Whether a server that was needed could not be reached, was changing its role, or asked to be tried again: what a later
 * try may cure. The one answer to that for HTTP, which then says 503, and for messages, which are then redelivered.
 */
export function isUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code, message } = error as ErrorLike;
  if (NAMES.has(String(name)) || CONNECTION_CODES.has(code) || SERVER_CODES.has(code)) return true;
  if (LABELS.some((label) => hasLabel(error, label))) return true;
  const text = String(message);
  if (name === 'MongooseError' && text.includes('buffering timed out')) return true;
  // ioredis reports a lost connection by message only.
  return text === 'Connection is closed.' || text.startsWith("Stream isn't writeable");
}

function hasLabel(error: object, label: string): boolean {
  const { errorLabels, hasErrorLabel } = error as ErrorLike;
  if (Array.isArray(errorLabels) && errorLabels.includes(label)) return true;
  return typeof hasErrorLabel === 'function' && Boolean(hasErrorLabel.call(error, label));
}
