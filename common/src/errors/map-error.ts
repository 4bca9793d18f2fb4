import { errorCatalogue, type ErrorCode } from './catalogue';
import { CustomError, type ErrorBody } from './custom-error';
import { isUnavailable } from './server-away';

/** An error as HTTP tells it. */
export interface HttpError {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: ErrorBody;
}

const retryLater = { 'Retry-After': '1' };

function catalogued(code: ErrorCode, field?: string): HttpError {
  const { status, message } = errorCatalogue[code];
  return {
    status,
    headers: status === 503 ? retryLater : {},
    body: { errors: [{ message, ...(field ? { field } : {}), code }] },
  };
}

/** body-parser tells its failures by `type`. */
const bodyParserTypes: Readonly<Record<string, ErrorCode>> = {
  'entity.parse.failed': 'invalid_json',
  'entity.too.large': 'payload_too_large',
  'encoding.unsupported': 'unsupported_media_type',
  'charset.unsupported': 'unsupported_media_type',
  'request.aborted': 'invalid_input',
  'request.size.invalid': 'invalid_input',
};

const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_input',
  401: 'not_authorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  422: 'unprocessable',
  429: 'too_many_requests',
  503: 'unavailable',
};

interface ErrorLike {
  name: string;
  message: string;
  type?: unknown;
  status?: unknown;
  path?: unknown;
  errors?: unknown;
}

function validationFaults(errors: unknown): HttpError {
  const faults = Object.entries((errors ?? {}) as Record<string, { kind?: string } | undefined>);
  if (faults.length === 0) return catalogued('invalid_input');
  return {
    ...catalogued('invalid_input'),
    body: {
      errors: faults.map(([field, fault]) => ({
        message: fault?.kind === 'required' ? `${field} is required` : `${field} is not valid`,
        field,
        code: 'invalid_input',
      })),
    },
  };
}

/**
 * The one place that maps an error to HTTP. Only a {@link CustomError} speaks for itself; the messages of all others
 * may tell of the inside or repeat the input, so they are replaced by the catalogue's.
 */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof CustomError) {
    return { status: error.statusCode, headers: error.headers, body: { errors: error.serializeErrors() } };
  }
  if (isUnavailable(error)) return catalogued('unavailable');
  if (!(error instanceof Error)) return catalogued('internal');
  const like = error as unknown as ErrorLike;
  if (typeof like.type === 'string' && like.type in bodyParserTypes) {
    return catalogued(bodyParserTypes[like.type] ?? 'invalid_input');
  }
  if (error instanceof URIError) return catalogued('invalid_url');
  if (error.name === 'ValidationError') return validationFaults(like.errors);
  if (error.name === 'CastError') {
    return catalogued('invalid_input', typeof like.path === 'string' ? like.path : undefined);
  }
  if (error.name === 'VersionError') return catalogued('conflict');
  // Defence: errors say nothing of the inside → return catalogued(String(error.message) as 'internal');
  return catalogued((typeof like.status === 'number' ? byStatus[like.status] : undefined) ?? 'internal');
}
