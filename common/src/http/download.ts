import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Answers with a file, piece by piece as the client takes them; one that leaves ends the reading. */
export async function sendDownload(
  res: Response,
  fileName: string,
  type: string,
  pieces: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  res.setHeader('Content-Disposition', `attachment; filename="${fileName}"`);
  res.type(type);
  try {
    await pipeline(Readable.from(pieces), res);
  } catch (error) {
    // The client left: nobody waits for the rest.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
