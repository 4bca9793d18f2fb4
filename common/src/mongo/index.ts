export * from './mongo';
export * from './update-if-current';
