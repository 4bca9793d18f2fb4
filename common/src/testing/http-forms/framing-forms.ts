import { chunk, chunked, type FormKind, head, type HttpForm, type Place } from './form';

const post = ({ path, host, headers }: Place, ...lines: string[]) =>
  head(`POST ${path} HTTP/1.1`, `Host: ${host}`, ...headers, ...lines);
const inner = (at: Place) => at.inner;
const sizeLine = ({ inner: text }: Place) => `${text.length.toString(16)}\r\n`;

/** Both framings: by its length the body ends before the inner request, by its coding behind it. */
const codedWith = (name: string, ...lines: string[]): HttpForm => ({
  name,
  outcome: 'either',
  body: inner,
  send: (at) => post(at, `Content-Length: ${sizeLine(at).length}`, ...lines) + chunked(at.inner),
});

const lengthAndCoding: FormKind = {
  name: 'length and coding together',
  sources: [
    'RFC 9112, 6.1 and 6.3',
    'PortSwigger: HTTP Desync Attacks, 2019',
    'CVE-2019-18277',
    'CVE-2020-8287',
  ],
  forms: [
    {
      name: 'CL.TE',
      outcome: 'either',
      send: (at) => {
        const body = `0\r\n\r\n${at.inner}`;
        return post(at, `Content-Length: ${body.length}`, 'Transfer-Encoding: chunked') + body;
      },
    },
    codedWith('TE.CL', 'Transfer-Encoding: chunked'),
    {
      name: 'TE.CL, the coding first',
      outcome: 'either',
      body: inner,
      send: (at) =>
        post(at, 'Transfer-Encoding: chunked', `Content-Length: ${sizeLine(at).length}`) + chunked(at.inner),
    },
    {
      name: 'CL.0 with a coding',
      outcome: 'either',
      body: inner,
      send: (at) => post(at, 'Content-Length: 0', 'Transfer-Encoding: chunked') + chunked(at.inner),
    },
  ],
};

const obscuredCoding: FormKind = {
  name: 'obscured transfer coding',
  sources: [
    'RFC 9112, 6.1 and 7',
    'PortSwigger: HTTP Desync Attacks, 2019 (TE.TE)',
    'CVE-2019-15605',
    'CVE-2021-22959',
    'CVE-2022-32213',
    'CVE-2022-32215',
  ],
  forms: [
    codedWith('an unknown coding', 'Transfer-Encoding: xchunked'),
    codedWith('a space before the colon', 'Transfer-Encoding : chunked'),
    codedWith('a tab before the colon', 'Transfer-Encoding\t: chunked'),
    codedWith('a tab before the value', 'Transfer-Encoding:\tchunked'),
    codedWith('a vertical tab before the value', 'Transfer-Encoding: \x0bchunked'),
    codedWith('a NUL behind the value', 'Transfer-Encoding: chunked\0'),
    codedWith('an unknown one after', 'Transfer-Encoding: chunked', 'Transfer-Encoding: x'),
    codedWith('an unknown one before', 'Transfer-Encoding: x', 'Transfer-Encoding: chunked'),
    codedWith('in quotes', 'Transfer-Encoding: "chunked"'),
    codedWith('with a parameter', 'Transfer-Encoding: chunked;q=1'),
    codedWith('identity', 'Transfer-Encoding: identity'),
    codedWith('identity, then chunked', 'Transfer-Encoding: identity, chunked'),
    codedWith('chunked, then identity', 'Transfer-Encoding: chunked, identity'),
    codedWith('chunked twice', 'Transfer-Encoding: chunked, chunked'),
    codedWith('chunked in two lines', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'),
    codedWith('an empty element', 'Transfer-Encoding: ,chunked'),
    codedWith('no value', 'Transfer-Encoding:'),
    codedWith('folded', 'Transfer-Encoding:', ' chunked'),
    {
      name: 'in the fold of another, which is a part of that',
      outcome: 'either',
      body: (at) => chunked(at.inner),
      send: (at) =>
        post(
          at,
          `Content-Length: ${chunked(at.inner).length}`,
          'X-Folded: 1',
          ' Transfer-Encoding: chunked',
        ) + chunked(at.inner),
    },
    codedWith('behind a bare LF', 'X-Line: 1\nTransfer-Encoding: chunked'),
    codedWith('behind a bare CR', 'X-Line: 1\rTransfer-Encoding: chunked'),
    {
      name: 'compressed, then chunked',
      outcome: 'either',
      body: inner,
      send: (at) => post(at, 'Transfer-Encoding: gzip, chunked') + chunked(at.inner),
    },
    {
      name: 'in capitals, which mean the same',
      outcome: 'answered',
      body: inner,
      send: (at) => post(at, 'TRANSFER-ENCODING: CHUNKED') + chunked(at.inner),
    },
    {
      name: 'with an underscore, which is another header',
      outcome: 'answered',
      body: (at) => chunked(at.inner),
      send: (at) =>
        post(at, `Content-Length: ${chunked(at.inner).length}`, 'Transfer_Encoding: chunked') +
        chunked(at.inner),
    },
  ],
};

/** The body is the inner request: a length that is taken for another, or for none, lets it out. */
const lengthForm = (
  name: string,
  outcome: HttpForm['outcome'],
  lines: (length: number) => string[],
): HttpForm => ({
  name,
  outcome,
  body: inner,
  send: (at) => post(at, ...lines(at.inner.length)) + at.inner,
});

const lengths: FormKind = {
  name: 'content length',
  sources: ['RFC 9112, 6.3', 'RFC 9110, 8.6', 'CVE-2018-7159', 'CVE-2021-21295'],
  forms: [
    lengthForm('twice the same', 'either', (n) => [`Content-Length: ${n}`, `Content-Length: ${n}`]),
    lengthForm('two that differ, the first is 0', 'refused', (n) => [
      'Content-Length: 0',
      `Content-Length: ${n}`,
    ]),
    lengthForm('two that differ, the last is 0', 'refused', (n) => [
      `Content-Length: ${n}`,
      'Content-Length: 0',
    ]),
    lengthForm('a list of the same', 'either', (n) => [`Content-Length: ${n}, ${n}`]),
    lengthForm('a list of two', 'refused', (n) => [`Content-Length: 0, ${n}`]),
    lengthForm('a plus', 'refused', (n) => [`Content-Length: +${n}`]),
    lengthForm('a minus', 'refused', (n) => [`Content-Length: -${n}`]),
    lengthForm('hexadecimal', 'refused', (n) => [`Content-Length: 0x${n.toString(16)}`]),
    lengthForm('a fraction', 'refused', (n) => [`Content-Length: ${n}.0`]),
    lengthForm('a power', 'refused', (n) => [`Content-Length: ${n}e0`]),
    lengthForm('a space within', 'refused', (n) => [`Content-Length: 0 ${n}`]),
    lengthForm('a grouping underscore', 'refused', (n) => [`Content-Length: 0_${n}`]),
    lengthForm('a semicolon', 'refused', (n) => [`Content-Length: ${n};`]),
    lengthForm('a vertical tab', 'refused', (n) => [`Content-Length: ${n}\x0b`]),
    lengthForm('in quotes', 'refused', (n) => [`Content-Length: "${n}"`]),
    lengthForm('no value', 'refused', () => ['Content-Length:']),
    lengthForm('leading zeros', 'either', (n) => [`Content-Length: 000${n}`]),
    lengthForm('beyond 64 bits', 'refused', (n) => [`Content-Length: ${2n ** 64n + BigInt(n)}`]),
    {
      // Who takes it for a length waits for a body that never comes.
      ...lengthForm('beyond 63 bits', 'refused', (n) => [`Content-Length: ${2n ** 63n + BigInt(n)}`]),
      ends: true,
    },
    lengthForm('a space before the colon', 'refused', (n) => [`Content-Length : ${n}`]),
    lengthForm('folded', 'either', (n) => ['Content-Length:', ` ${n}`]),
  ],
};

const chunkForm = (
  name: string,
  outcome: HttpForm['outcome'],
  coded: (at: Place) => string,
  more: Partial<HttpForm> = {},
): HttpForm => ({
  name,
  outcome,
  send: (at) => post(at, 'Transfer-Encoding: chunked') + coded(at),
  ...more,
});

const chunks: FormKind = {
  name: 'chunk sizes and ends',
  sources: ['RFC 9112, 7.1', 'CVE-2013-2028', 'CVE-2022-32214', 'CVE-2025-22871', 'w4ke: Funky chunks, 2025'],
  forms: [
    chunkForm('two chunks', 'answered', () => `${chunk('{"a":')}${chunk('1}')}0\r\n\r\n`, {
      body: () => '{"a":1}',
    }),
    chunkForm('none but the last', 'answered', () => '0\r\n\r\n'),
    chunkForm('a last one of many zeros', 'either', () => '0000\r\n\r\n'),
    chunkForm('a size with leading zeros', 'either', () => '002\r\n{}\r\n0\r\n\r\n', { body: () => '{}' }),
    chunkForm('a size beyond 64 bits', 'refused', (at) => `10000000000000002\r\n{}\r\n0\r\n\r\n${at.inner}`),
    chunkForm('a size at 64 bits', 'refused', (at) => `ffffffffffffffff\r\n{}\r\n0\r\n\r\n${at.inner}`, {
      ends: true,
    }),
    chunkForm('a negative size', 'refused', (at) => `-2\r\n{}\r\n0\r\n\r\n${at.inner}`),
    chunkForm('a size with a plus', 'refused', (at) => `+2\r\n{}\r\n0\r\n\r\n${at.inner}`),
    chunkForm('a size with 0x', 'refused', (at) => `0x2\r\n{}\r\n0\r\n\r\n${at.inner}`),
    chunkForm('a last one with 0x', 'refused', (at) => `0x0\r\n\r\n${at.inner}`),
    chunkForm('a size with an underscore', 'refused', (at) => `0_2\r\n{}\r\n0\r\n\r\n${at.inner}`),
    chunkForm('no size', 'refused', (at) => `\r\n{}\r\n0\r\n\r\n${at.inner}`),
    chunkForm('a size behind a space', 'refused', (at) => ` 2\r\n{}\r\n0\r\n\r\n${at.inner}`),
    chunkForm('a space behind the size', 'either', () => '2 \r\n{}\r\n0\r\n\r\n', { body: () => '{}' }),
    chunkForm('more than its size', 'refused', (at) => `2\r\n{}${at.inner}\r\n0\r\n\r\n`),
    chunkForm('no line end behind the content', 'refused', (at) => `2\r\n{}0\r\n\r\n${at.inner}`),
    chunkForm('two other bytes behind the content', 'refused', (at) => `2\r\n{}xx0\r\n\r\n${at.inner}`),
    chunkForm('a bare LF behind the size', 'either', () => '2\n{}\r\n0\r\n\r\n', { body: () => '{}' }),
    chunkForm('a bare LF behind the content', 'either', () => '2\r\n{}\n0\r\n\r\n', { body: () => '{}' }),
    chunkForm('a bare CR behind the size', 'refused', (at) => `2\r{}\r\n0\r\n\r\n${at.inner}`),
    chunkForm('a CR and another byte behind the size', 'refused', (at) => `2\rX{}\r\n0\r\n\r\n${at.inner}`),
    chunkForm('no end behind the last', 'refused', (at) => `2\r\n{}\r\n0\r\n${at.inner}`, { ends: true }),
    chunkForm('cut off within a chunk', 'refused', () => 'ff\r\n{}', { ends: true }),
  ],
};

const extensions: FormKind = {
  name: 'chunk extensions',
  sources: [
    'RFC 9112, 7.1.1',
    'CVE-2025-55315',
    'CVE-2024-52304',
    'CVE-2024-22019',
    'CVE-2023-39326',
    'w4ke: Funky chunks, 2025',
  ],
  forms: [
    chunkForm('a plain one', 'answered', () => '2;a=b\r\n{}\r\n0;c\r\n\r\n', { body: () => '{}' }),
    chunkForm('a quoted one', 'either', () => '2;a="b c"\r\n{}\r\n0\r\n\r\n', { body: () => '{}' }),
    // Who takes the bare LF for the end of the line reads a last chunk and then the inner request.
    chunkForm(
      'a bare LF within',
      'refused',
      (at) => `2;\nxx\r\n${at.inner.length.toString(16)}\r\n0\r\n\r\n${at.inner}`,
    ),
    chunkForm('a bare LF within the last', 'refused', (at) => `0;a\nb\r\n\r\n${at.inner}`),
    chunkForm('a bare CR within', 'refused', (at) => `2;\rxx\r\n{}\r\n0\r\n\r\n${at.inner}`),
    chunkForm('a bare CR within the last', 'refused', (at) => `0;\rxx\r\n\r\n${at.inner}`),
    chunkForm('a line end within quotes', 'either', () => '2;a="\r\n{}\r\n0\r\n\r\n', { body: () => '{}' }),
    chunkForm('a NUL within', 'either', () => '2;a\0b\r\n{}\r\n0\r\n\r\n', { body: () => '{}' }),
    chunkForm('one of 64 KiB', 'refused', (at) => `2;a=${'b'.repeat(65_536)}\r\n{}\r\n0\r\n\r\n${at.inner}`),
    chunkForm(
      'many that are much longer than what they come with',
      'either',
      () => `1;a=${'b'.repeat(1_000)}\r\n{\r\n`.repeat(64) + '0\r\n\r\n',
      { body: () => '{'.repeat(64) },
    ),
  ],
};

const trailers: FormKind = {
  name: 'trailers',
  sources: ['RFC 9112, 7.1.2', 'RFC 9110, 6.5', 'CVE-2025-12642', 'sebsrt: Trailing Danger, 2025'],
  forms: [
    ...[
      ['one that means nothing', 'X-Checksum: 1'],
      ['a length', 'Content-Length: 50'],
      ['a coding', 'Transfer-Encoding: chunked'],
      ['a host', 'Host: elsewhere.example'],
      ['a session', 'Cookie: session=forged'],
      ['a token', 'Authorization: Bearer forged'],
      ['whom it is forwarded for', 'X-Forwarded-For: 203.0.113.66'],
    ].map(([name = '', line]) =>
      chunkForm(name, 'either', () => `2\r\n{}\r\n0\r\n${line}\r\n\r\n`, { body: () => '{}' }),
    ),
    chunkForm('no colon', 'refused', (at) => `2\r\n{}\r\n0\r\nno colon\r\n\r\n${at.inner}`),
    chunkForm('a bare LF between', 'either', () => '2\r\n{}\r\n0\r\nX-A: 1\nX-B: 2\r\n\r\n', {
      body: () => '{}',
    }),
    chunkForm('a NUL', 'refused', (at) => `2\r\n{}\r\n0\r\nX-A: \0\r\n\r\n${at.inner}`),
    chunkForm(
      '256 KiB of them',
      'refused',
      (at) => `2\r\n{}\r\n0\r\n${`X-A: ${'b'.repeat(1_000)}\r\n`.repeat(256)}\r\n${at.inner}`,
    ),
  ],
};

/** Requests that have a body though their method means none. */
const unusualBodies: FormKind = {
  name: 'bodies of methods that have none',
  sources: [
    'RFC 9110, 9.3',
    'http-party/node-http-proxy 1721',
    'CVE-2026-29057',
    'PortSwigger: Browser-powered desync, 2022',
  ],
  forms: ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH'].flatMap((method) => [
    {
      name: `${method}, chunked`,
      outcome: 'either' as const,
      body: inner,
      send: ({ path, host, inner: text }: Place) =>
        head(`${method} ${path} HTTP/1.1`, `Host: ${host}`, 'Transfer-Encoding: chunked') + chunked(text),
    },
    {
      name: `${method}, with a length`,
      outcome: 'either' as const,
      body: inner,
      send: ({ path, host, inner: text }: Place) =>
        head(`${method} ${path} HTTP/1.1`, `Host: ${host}`, `Content-Length: ${text.length}`) + text,
    },
  ]),
};

export const framingForms: readonly FormKind[] = [
  lengthAndCoding,
  obscuredCoding,
  lengths,
  chunks,
  extensions,
  trailers,
  unusualBodies,
];
