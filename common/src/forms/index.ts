export * from './email-address';
export * from './id';
export * from './text';
export * from './time-zone';
