export { eraseMessages, eraseStored, type PersonalData } from './erase-stored';
export { addressPattern, DELETED, DELETED_ADDRESS, type Person } from './person';
