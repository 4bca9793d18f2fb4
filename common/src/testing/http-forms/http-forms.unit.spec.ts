import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAnswers } from './answers';
import { httpForms } from '.';

const page = readFileSync(join(__dirname, '../../../../docs/security.md'), 'utf8');

describe('the forms of HTTP', () => {
  it('are listed by kind, with their number and sources', () => {
    const rows = httpForms.map(({ name, forms, sources }) => [
      name,
      String(forms.length),
      sources.join('; '),
    ]);
    const [, listed = ''] = page.split('## Forms of HTTP');
    const [table = ''] = listed.split('\n## ');
    const cells = [...table.matchAll(/^\| (?!kind |-)(.+?) +\| +(\d+) \| (.+?) +\|$/gm)].map((row) =>
      row.slice(1),
    );
    expect(cells).toEqual(rows);
  });

  it('have one name each', () => {
    const names = httpForms.flatMap(({ name, forms }) => forms.map((form) => `${name}: ${form.name}`));
    expect(names).toEqual([...new Set(names)]);
  });
});

describe('answers', () => {
  const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

  it('are taken apart one after the other, with what is none', () => {
    const text = `HTTP/1.1 100 Continue\r\n\r\n${ok}HTTP/1.1 204 No Content\r\n\r\n${ok.slice(0, -1)}`;
    const { interim, final, rest } = parseAnswers(text, ['GET'], false);
    expect([interim, final.map(({ status, body }) => [status, body])]).toEqual([
      1,
      [
        [200, 'ok'],
        [204, ''],
      ],
    ]);
    expect(rest).toBe(ok.slice(0, -1));
  });

  it('have a body of chunks, or to the end of the connection, or none to HEAD', () => {
    const chunks = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n';
    const open = 'HTTP/1.0 200 OK\r\n\r\nall';
    const bodies = (text: string, methods: string[], ended: boolean) =>
      parseAnswers(text, methods, ended).final.map(({ body }) => body);
    expect(bodies(chunks + open, ['GET'], true)).toEqual(['ab', 'all']);
    expect(bodies(open, ['GET'], false)).toEqual([]);
    expect(bodies(ok.slice(0, -2) + ok, ['HEAD', 'GET'], false)).toEqual(['', 'ok']);
  });
});
