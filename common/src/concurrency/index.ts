export * from './group-commit';
export * from './keyed-mutex';
export * from './periodic-task';
export * from './shared-reads';
export * from './retry-until-available';
