import { createLogger, type Logger } from '../runtime/logger';

/** A logger that says nothing. */
export const testLogger: Logger = createLogger('spec', 'silent');
