import express from 'express';
import request from 'supertest';
import { sendCsv } from './csv';

describe('a list as a file', () => {
  const read = async (...cells: string[]): Promise<string> => {
    const app = express().get('/', async (_req, res) => {
      async function* rows() {
        yield await Promise.resolve(cells);
      }
      await sendCsv(res, 'names', ['Name'], rows());
    });
    const { text, headers } = await request(app).get('/').expect(200);
    expect(headers).toMatchObject({ 'content-disposition': 'attachment; filename="names.csv"' });
    return text;
  };

  it('has a line for each row, and cells that hold commas, quotes and line ends', async () => {
    expect(await read('Ada, Countess', 'the "first"\n')).toBe(
      '"Name"\r\n"Ada, Countess","the ""first""\n"\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@sum', '\t=1', '\r=1'])('holds no formula: %j', async (cell) => {
    expect(await read(cell)).toBe(`"Name"\r\n"'${cell}"\r\n`);
  });
});
