export * from './catalogue';
export * from './custom-error';
export * from './http-errors';
export * from './map-error';
export * from './server-away';
