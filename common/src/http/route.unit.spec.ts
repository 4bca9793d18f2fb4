import express, { json } from 'express';
import request from 'supertest';
import { z } from 'zod';
import { testLogger } from '../testing/test-logger';
import { errorHandler } from './error-handler';
import * as field from './fields';
import { createRouter, defineRoute } from './route';
import { answer, documentRoutes } from './route-document';

const id = '665f1f77bcf86cd799439011';
const answers = { 200: answer('What was understood', z.unknown()) };
const routes = [
  defineRoute({
    method: 'post',
    path: '/:id',
    summary: 'Make',
    access: 'anyone',
    body: z.object({
      title: field.text('title', { max: 5 }),
      price: field.price(),
      ticketId: field.id('ticketId'),
    }),
    answers,
    handler(req, res) {
      res.json({ ...req.body, path: req.params.id });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/',
    summary: 'Note',
    access: 'anyone',
    query: z.object({ size: z.string().transform(Number).optional() }),
    body: z.object({ note: field.text('note', { min: 0, max: 3 }) }).meta({ id: 'Note' }),
    answers,
    handler(req, res) {
      res.json({ body: req.body, query: req.query });
    },
  }),
];
const app = express().use(json()).use(createRouter(routes, {})).use(errorHandler(testLogger));

const good = { title: ' abc ', price: 10.5, ticketId: id };
const fields = async (body: object, path = `/${id}`) => {
  const { body: answer } = await request(app).post(path).send(body).expect(400);
  return (answer.errors as { field: string; message: string; code: string }[]).map(({ field }) => field);
};

describe('fields', () => {
  it('let good input pass, text trimmed', async () => {
    await request(app)
      .post(`/${id}`)
      .send(good)
      .expect(200, { ...good, title: 'abc', path: id });
  });

  it('bring ids of path and body to their one form', async () => {
    await request(app)
      .post(`/${id.toUpperCase()}`)
      .send({ ...good, ticketId: id.toUpperCase() })
      .expect(200, { ...good, title: 'abc', path: id });
  });

  it('name every field at fault, each once', async () => {
    expect(await fields({})).toEqual(['title', 'price', 'ticketId']);
  });

  it.each([{ $ne: null }, ['a'], 7, true, null, '', '   ', 'toolong'])('refuse %j as text', async (title) => {
    expect(await fields({ ...good, title })).toEqual(['title']);
  });

  it.each(['a\u0000b', 'a\r\nb', 'a\u007f', 'a\u2028b', 'a\ud800'])(
    'refuse %j as text of one line',
    async (title) => {
      expect(await fields({ ...good, title })).toEqual(['title']);
    },
  );

  it('count characters as people do', async () => {
    await request(app)
      .post(`/${id}`)
      .send({ ...good, title: '🎫🎫🎫🎫\u2764\ufe0f' })
      .expect(200);
    expect(await fields({ ...good, title: '🎫🎫🎫🎫🎫🎫' })).toEqual(['title']);
  });

  it('answer 404 to a path that holds no id, whatever the body', async () => {
    await request(app).post('/not-an-id').send(good).expect(404);
    await request(app).post('/not-an-id').send({}).expect(404);
    await request(app).post('/%7B%22$gt%22:%22%22%7D').send(good).expect(404);
  });

  it.each([0, -1, 0.49, '0.49', 1_000_000, 0.505, 5e-324, 1.000001, 'ten', '', { $gt: 0 }, [1], null, NaN])(
    'refuse %j as a price',
    async (price) => {
      expect(await fields({ ...good, price })).toEqual(['price']);
    },
  );

  it.each([{ $ne: null }, [id], 'x', id.slice(1), 7])('refuse %j as an id', async (ticketId) => {
    expect(await fields({ ...good, ticketId })).toEqual(['ticketId']);
  });

  it('say what they want', async () => {
    const { body } = await request(app).post('/').send({ note: 'long' }).expect(400);
    expect(body.errors).toEqual([
      { message: 'note may have up to 3 characters', field: 'note', code: 'invalid_input' },
    ]);
    await request(app).post('/').send({ note: '' }).expect(200);
  });

  it.each([
    [0.1 + 0.6, 0.7],
    ['19.99', 19.99],
    [0.5, 0.5],
    ['999999.99', 999_999.99],
  ])('take a price of %j for %d', async (given, price) => {
    const { body } = await request(app)
      .post(`/${id}`)
      .send({ ...good, price: given })
      .expect(200);
    expect(body.price).toBe(price);
  });
});

describe('a declared route', () => {
  it('hands on what it declares of the body, and of the query what its schemas return', async () => {
    await request(app)
      .post('/?size=7&limit=3')
      .send({ note: 'a', other: 1 })
      .expect(200, { body: { note: 'a' }, query: { size: 7, limit: '3' } });
  });

  it('documents which part of the query it needs', () => {
    const query = z.object({ size: z.string(), sort: z.string().optional() });
    const listing = defineRoute({
      method: 'get',
      path: '/',
      summary: 'Some',
      access: 'anyone',
      query,
      answers: {},
      handler: () => undefined,
    });
    expect(documentRoutes([listing], 'notes').paths['/']?.get?.parameters).toEqual([
      { name: 'size', in: 'query', required: true, schema: { type: 'string' } },
      { name: 'sort', in: 'query', schema: { type: 'string' } },
    ]);
  });

  it('documents itself', () => {
    const { paths, schemas } = documentRoutes(routes, 'notes');
    expect(paths['/{id}']?.post?.parameters).toEqual([expect.objectContaining({ name: 'id', in: 'path' })]);
    expect(paths['/']?.post).toMatchObject({
      tags: ['notes'],
      parameters: [{ name: 'size', in: 'query' }],
      requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } } },
      responses: { 200: { description: 'What was understood' } },
    });
    expect(schemas).toEqual({
      Note: { type: 'object', required: ['note'], properties: { note: { type: 'string', maxLength: 3 } } },
    });
  });

  it('refuses to promise idempotency that nobody keeps', () => {
    const route = defineRoute({
      method: 'put',
      path: '/',
      summary: 'Put',
      access: 'anyone',
      idempotent: true,
      answers,
      handler: () => undefined,
    });
    expect(() => createRouter([route], {})).toThrow('idempotent');
  });
});
