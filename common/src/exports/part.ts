import { gunzipSync, gzipSync } from 'node:zlib';
import type { ExportPartAddedEvent } from '../contracts';
import type { CopyContents } from '../erasure';
import { openSealed, seal } from './sealed';

/** What a part of an export holds: documents as JSON by their files. */
export interface ExportPart {
  readonly files: Readonly<Record<string, string[]>>;
  /** Of all parts of the service; in its first. */
  readonly contents?: CopyContents;
}

type Place = Pick<ExportPartAddedEvent['data'], 'id' | 'service' | 'part'>;

/** Compresses a part and seals it for auth. @param place which part of what it is: it opens as that only */
export function sealPart(content: ExportPart, publicKey: string, place: Place): string {
  return seal(gzipSync(JSON.stringify(content)), publicKey, toPurpose(place));
}

/** @throws an error when it was sealed for another key or place */
export function openPart(sealed: string, privateKey: string, place: Place): ExportPart {
  return JSON.parse(
    gunzipSync(openSealed(sealed, privateKey, toPurpose(place))).toString('utf8'),
  ) as ExportPart;
}

function toPurpose({ id, service, part }: Place): string {
  return `${id} ${service} ${part}`;
}
