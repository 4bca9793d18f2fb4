export * from './environment';
export * from './ignore-set-worker-name-error';
export * from './leased-task';
export * from './pem';
export * from './run-service';
export * from './service';
export * from './signals';
