export { ExportListener, ExportPartAddedPublisher } from './export-listener';
export { type ExportPart, openPart } from './part';
export { createSealKeys } from './sealed';
