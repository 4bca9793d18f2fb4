export * from './listeners';
export * from './user-directory';
