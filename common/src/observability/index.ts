export * from './correlation';
export * from './figures';
export * from './health';
export * from './logger';
export * from './metrics';
export * from './security-events';
export * from './tracing';
export * from './trace-context';
