import { createLogger, type SecurityLogger } from '../observability/logger';

/** A logger that says nothing. */
export const testLogger: SecurityLogger = createLogger('spec', 'silent');
