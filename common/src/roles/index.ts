export * from './revocations';
export * from './user-directory';
