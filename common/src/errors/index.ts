export * from './catalogue';
export * from './crash-point';
export * from './custom-error';
export * from './duplicate-key';
export * from './http-errors';
export * from './map-error';
export * from './server-away';
export * from './write-conflict';
