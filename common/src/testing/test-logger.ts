import { createLogger, type Logger } from '../observability/logger';

/** A logger that says nothing. */
export const testLogger: Logger = createLogger('spec', 'silent');
