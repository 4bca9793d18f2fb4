export * from './documented-routes';
export * from './mock-nats';
export * from './published-on';
export * from './query-plans';
export * from './signin';
export * from './test-database';
export * from './test-logger';
export * from './wait-for';
