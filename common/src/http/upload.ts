import busboy from 'busboy';
import type { Request } from 'express';
import { BadRequestError, PayloadTooLargeError, RequestValidationError } from '../errors';
import { UnsupportedMediaTypeError } from './body';

/** The one file that a route takes, in a form. */
export interface Upload {
  /** Name of the form's field. */
  readonly field: string;
  readonly description: string;
  /** Of the file. */
  readonly maxBytes: number;
}

/** What a form may have around its file: boundaries, heads and fields that are passed over. */
const MAX_FORM_BYTES = 64 * 1024;
const MAX_PARTS = 10;

/**
 * Reads the file of a form, keeping no more than it may have. What a client says of its name and type is passed over.
 * @throws UnsupportedMediaTypeError for another body, PayloadTooLargeError, or BadRequestError for a form that isn't one
 */
export async function readUpload(req: Request, { field, maxBytes }: Upload): Promise<Buffer> {
  if (!req.is('multipart/form-data')) {
    throw new UnsupportedMediaTypeError('The body must be a form, sent as multipart/form-data');
  }
  // Defence: uploads are bounded → const limit = Infinity;
  const limit = maxBytes;
  if (Number(req.headers['content-length'] ?? 0) > limit + MAX_FORM_BYTES) throw new PayloadTooLargeError();
  const parser = createParser(req);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let isFound = false;
    const fail = (error: Error): void => {
      req.unpipe(parser);
      // Whatever else is sent isn't kept, so that the answer can be read.
      req.resume();
      reject(error);
    };
    parser.on('file', (name, file) => {
      file.on('error', () => fail(malformed()));
      if (name !== field) return fail(new RequestValidationError([missing(field)]));
      isFound = true;
      file.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > limit) return fail(new PayloadTooLargeError());
        chunks.push(chunk);
      });
    });
    parser.on('filesLimit', () => fail(new BadRequestError('There must be one file only', { field })));
    parser.on('partsLimit', () => fail(malformed()));
    parser.on('error', () => fail(malformed()));
    parser.on('close', () => {
      if (isFound) resolve(Buffer.concat(chunks));
      else fail(new RequestValidationError([missing(field)]));
    });
    req.on('close', () => {
      if (!req.complete) fail(malformed());
    });
    req.pipe(parser);
  });
}

function createParser({ headers }: Request): busboy.Busboy {
  try {
    return busboy({ headers, limits: { files: 1, fields: 0, parts: MAX_PARTS } });
  } catch {
    throw malformed();
  }
}

const malformed = (): BadRequestError => new BadRequestError('The form is not well-formed');
const missing = (field: string) => ({ message: `${field} must be a file`, field });
