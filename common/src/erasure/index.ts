export { type CopyContents, type CopyPosition, StoredCopy } from './copy-stored';
export { eraseDocuments, eraseMessages, eraseStored } from './erase-stored';
export { addressPattern, DELETED, DELETED_ADDRESS, type Person } from './person';
export { type PersonalData, type PersonalDocuments, PROJECTED } from './personal-data';
