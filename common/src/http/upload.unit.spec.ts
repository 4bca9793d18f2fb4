import express, { type Request, type Response } from 'express';
import request from 'supertest';
import { CustomError } from '../errors';
import { readUpload } from './upload';

describe('a file in a form', () => {
  const upload = { field: 'picture', description: 'A picture', maxBytes: 100 };
  const app = express().post('/', (req: Request, res: Response) =>
    readUpload(req, upload).then(
      (file) => res.send(String(file.length)),
      (error: unknown) => res.sendStatus(error instanceof CustomError ? error.statusCode : 500),
    ),
  );
  const send = (bytes: number, field = 'picture') =>
    request(app).post('/').attach(field, Buffer.alloc(bytes), 'a.png');

  it('is read up to the size that it may have', async () => {
    const { text } = await send(100).expect(200);
    expect(text).toBe('100');
  });

  it.each([101, 1_000_000])('is 413 with %i bytes', async (bytes) => {
    await send(bytes).expect(413);
  });

  it('is 400 in another field, and in two', async () => {
    await send(1, 'other').expect(400);
    await send(1).attach('picture', Buffer.alloc(1), 'b.png').expect(400);
  });

  it('is 415 as another body', async () => {
    await request(app).post('/').send({ picture: 'a' }).expect(415);
  });
});
