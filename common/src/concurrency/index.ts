export * from './batcher';
export * from './keyed-mutex';
export * from './periodic-task';
export * from './retry-until-available';
export * from '../within';
