import mongoose from 'mongoose';
import {
  BadRequestError,
  ConflictError,
  ForbiddenError,
  NotAuthorizedError,
  NotFoundError,
  PayloadTooLargeError,
  RequestValidationError,
  TooManyRequestsError,
  UnavailableError,
  UnprocessableError,
} from './http-errors';
import { toHttpError } from './map-error';

const named = (name: string, extra: object = {}) =>
  Object.assign(new Error('inside knowledge'), { name }, extra);

describe('an error as HTTP tells it', () => {
  it.each([
    [new BadRequestError(), 400, 'bad_request'],
    [new NotAuthorizedError(), 401, 'not_authorized'],
    [new ForbiddenError(), 403, 'forbidden'],
    [new NotFoundError(), 404, 'not_found'],
    [new ConflictError(), 409, 'conflict'],
    [new PayloadTooLargeError(), 413, 'payload_too_large'],
    [new UnprocessableError(), 422, 'unprocessable'],
    [new TooManyRequestsError(), 429, 'too_many_requests'],
    [new UnavailableError(), 503, 'unavailable'],
  ])('gives %s its status and code', (error, status, code) => {
    const http = toHttpError(error);
    expect(http.status).toBe(status);
    expect(http.body.errors).toEqual([{ message: error.message, code }]);
    expect(error.name).toBe(error.constructor.name);
  });

  it('shows the message, field and code that a rule of the domain gave', () => {
    const error = new BadRequestError('Ticket is reserved', { field: 'ticketId', code: 'ticket_reserved' });
    expect(toHttpError(error).body.errors).toEqual([
      { message: 'Ticket is reserved', field: 'ticketId', code: 'ticket_reserved' },
    ]);
  });

  it('lists every field that is wrong', () => {
    const error = new RequestValidationError([
      { message: 'a is wrong', field: 'a' },
      { message: 'b is wrong', field: 'b' },
    ]);
    expect(toHttpError(error)).toMatchObject({
      status: 400,
      body: {
        errors: [
          { message: 'a is wrong', field: 'a', code: 'invalid_input' },
          { message: 'b is wrong', field: 'b', code: 'invalid_input' },
        ],
      },
    });
  });

  it('tells when to come back, in whole seconds and at least one', () => {
    expect(toHttpError(new TooManyRequestsError(12.2)).headers).toEqual({ 'Retry-After': '13' });
    expect(toHttpError(new TooManyRequestsError(0)).headers).toEqual({ 'Retry-After': '1' });
    expect(toHttpError(new UnavailableError(undefined, {}, 30)).headers).toEqual({ 'Retry-After': '30' });
    expect(toHttpError(named('MongoNetworkError')).headers).toEqual({ 'Retry-After': '1' });
  });

  it.each([
    [named('SyntaxError', { type: 'entity.parse.failed', status: 400 }), 400, 'invalid_json'],
    [named('PayloadTooLargeError', { type: 'entity.too.large', status: 413 }), 413, 'payload_too_large'],
    [named('Error', { type: 'charset.unsupported', status: 415 }), 415, 'unsupported_media_type'],
    [named('BadRequestError', { type: 'request.aborted', status: 400 }), 400, 'invalid_input'],
    [new URIError('Failed to decode param %'), 400, 'invalid_url'],
    [named('VersionError'), 409, 'conflict'],
    [named('MongoServerSelectionError'), 503, 'unavailable'],
    [named('MongoServerError', { code: 189 }), 503, 'unavailable'],
    [named('Error', { code: 'ECONNREFUSED' }), 503, 'unavailable'],
    [named('Error', { status: 404 }), 404, 'not_found'],
    [named('Error', { status: 418 }), 500, 'internal'],
    [named('TypeError'), 500, 'internal'],
    ['a thrown string', 500, 'internal'],
    [undefined, 500, 'internal'],
  ])('maps %s and says nothing of the inside', (error, status, code) => {
    const http = toHttpError(error);
    expect(http.status).toBe(status);
    expect(http.body.errors[0]?.code).toBe(code);
    expect(JSON.stringify(http.body)).not.toMatch(/inside|param|string/);
  });

  it("names the fields of Mongoose's validation without repeating the values", async () => {
    const schema = new mongoose.Schema({ title: { type: String, required: true }, price: Number });
    const Model = mongoose.model('MappedErrorExample', schema);
    const error: unknown = await new Model({ price: 'a secret value' }).validate().catch((e: unknown) => e);
    const http = toHttpError(error);
    expect(http.status).toBe(400);
    expect(http.body.errors).toEqual(
      expect.arrayContaining([
        { message: 'title is required', field: 'title', code: 'invalid_input' },
        { message: 'price is not valid', field: 'price', code: 'invalid_input' },
      ]),
    );
    expect(toHttpError(new mongoose.Error.ValidationError()).body.errors[0]?.code).toBe('invalid_input');
  });

  it("names the path of Mongoose's cast error", () => {
    const http = toHttpError(new mongoose.Error.CastError('ObjectId', 'x', 'ticketId'));
    expect(http).toMatchObject({ status: 400, body: { errors: [{ field: 'ticketId' }] } });
  });
});
