export * from './errors';
export * from './events';
export * from './http';
export * from './messaging';
export * from './money';
export * from './outbox';
export * from './roles';
export * from './runtime';
