export { failOnClosedConnections } from './closed-connections';
export * from './mongo';
export * from './update-if-current';
export * from './write-conflict';
