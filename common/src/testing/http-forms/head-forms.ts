import { type FormKind, head, type HttpForm, type Place } from './form';

const get = ({ path, host }: Place, ...lines: string[]) =>
  head(`GET ${path} HTTP/1.1`, `Host: ${host}`, ...lines);
/** A GET with these lines, and the inner request behind it when it has to be refused. */
const withLines = (name: string, outcome: HttpForm['outcome'], ...lines: string[]): HttpForm => ({
  name,
  outcome,
  send: (at) => get(at, ...lines) + (outcome === 'refused' ? at.inner : ''),
});

const lineEnds: FormKind = {
  name: 'line ends',
  sources: ['RFC 9112, 2.2', 'CVE-2023-30589', 'CVE-2025-23167'],
  forms: [
    {
      name: 'bare LF everywhere',
      outcome: 'either',
      send: ({ path, host }) => `GET ${path} HTTP/1.1\nHost: ${host}\n\n`,
    },
    {
      name: 'bare LF behind the request line',
      outcome: 'either',
      send: ({ path, host }) => `GET ${path} HTTP/1.1\nHost: ${host}\r\n\r\n`,
    },
    {
      name: 'a bare LF as the empty line',
      outcome: 'either',
      send: ({ path, host }) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\n`,
    },
    {
      name: 'bare CR everywhere',
      outcome: 'refused',
      send: ({ path, host, inner }) => `GET ${path} HTTP/1.1\rHost: ${host}\r\r${inner}`,
      ends: true,
    },
    {
      name: 'a bare CR behind a header',
      outcome: 'refused',
      send: ({ path, host, inner }) => `GET ${path} HTTP/1.1\r\nHost: ${host}\rX-A: 1\r\n\r\n${inner}`,
    },
    {
      name: 'CR CR LF behind a header',
      outcome: 'refused',
      send: ({ path, host, inner }) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\r\n\r\n${inner}`,
    },
    {
      name: 'an empty line of CR and another byte',
      outcome: 'refused',
      send: ({ path, host, inner }) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\rX${inner}`,
      ends: true,
    },
    {
      name: 'LF CR instead of CR LF',
      outcome: 'refused',
      send: ({ path, host, inner }) => `GET ${path} HTTP/1.1\n\rHost: ${host}\n\r\n\r${inner}`,
      ends: true,
    },
    {
      name: 'an empty line before the request',
      outcome: 'either',
      send: (at) => `\r\n${get(at)}`,
    },
    {
      name: 'a space in the empty line',
      outcome: 'refused',
      send: ({ path, host, inner }) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n \r\n${inner}`,
      ends: true,
    },
  ],
};

const fields: FormKind = {
  name: 'header names and values',
  sources: ['RFC 9112, 5', 'RFC 9110, 5.5', 'CVE-2019-16276', 'CVE-2022-35256', 'CVE-2024-27982'],
  forms: [
    withLines('a space before the colon', 'refused', 'X-A : 1'),
    withLines('a tab before the colon', 'refused', 'X-A\t: 1'),
    withLines('no colon', 'refused', 'X-A'),
    withLines('no name', 'refused', ': 1'),
    withLines('a space within the name', 'refused', 'X A: 1'),
    withLines('a parenthesis within the name', 'refused', 'X(A): 1'),
    withLines('a byte above ASCII within the name', 'refused', 'X-\xe4: 1'),
    withLines('a NUL within the name', 'refused', 'X\0A: 1'),
    withLines('a NUL within the value', 'refused', 'X-A: 1\x002'),
    withLines('a control character within the value', 'refused', 'X-A: 1\x012'),
    withLines('a DEL within the value', 'refused', 'X-A: 1\x7f2'),
    withLines('a vertical tab within the value', 'refused', 'X-A: 1\x0b2'),
    withLines('a byte above ASCII within the value', 'either', 'X-A: \xe4'),
    withLines('no value', 'answered', 'X-A:'),
    withLines('tabs and spaces around the value', 'answered', 'X-A:\t 1 \t'),
    withLines('folded', 'either', 'X-A: 1', ' 2'),
    withLines('folded by a tab', 'either', 'X-A: 1', '\t2'),
    {
      name: 'a space before the first',
      outcome: 'refused',
      send: ({ path, host, inner }) => head(`GET ${path} HTTP/1.1`, ` X-A: 1`, `Host: ${host}`) + inner,
    },
  ],
};

const requestLines: FormKind = {
  name: 'request lines',
  sources: ['RFC 9112, 3', 'CVE-2016-8743'],
  forms: (
    [
      ['two spaces before the target', 'either', 'GET  PATH HTTP/1.1'],
      ['two spaces before the version', 'either', 'GET PATH  HTTP/1.1'],
      ['tabs', 'refused', 'GET\tPATH\tHTTP/1.1'],
      ['a space before the method', 'either', ' GET PATH HTTP/1.1'],
      ['a space behind the version', 'either', 'GET PATH HTTP/1.1 '],
      ['a space within the target', 'refused', 'GET PATH /b HTTP/1.1'],
      ['a second version within', 'refused', 'GET PATH HTTP/1.1 HTTP/1.1'],
      ['no target', 'refused', 'GET  HTTP/1.1'],
      ['no method', 'refused', 'PATH HTTP/1.1'],
      ['an unknown method', 'either', 'SMUGGLE PATH HTTP/1.1'],
      ['a method in small letters', 'either', 'get PATH HTTP/1.1'],
      ['a method with a colon', 'refused', 'G:T PATH HTTP/1.1'],
      ['a method of 8 KiB', 'either', `${'G'.repeat(8_192)} PATH HTTP/1.1`],
      ['a NUL within the method', 'refused', 'G\0ET PATH HTTP/1.1'],
    ] as const
  ).map(([name, outcome, line]) => ({
    name,
    outcome,
    send: ({ path, host, inner }) =>
      head(line.replace('PATH', path), `Host: ${host}`) + (outcome === 'refused' ? inner : ''),
  })),
};

const versions: FormKind = {
  name: 'versions',
  sources: ['RFC 9112, 2.3 and 6.1', 'RFC 9110, 2.5'],
  forms: [
    {
      name: '0.9',
      outcome: 'refused',
      send: ({ path, inner }) => `GET ${path}\r\n${inner}`,
      ends: true,
    },
    {
      name: '1.0',
      outcome: 'answered',
      send: ({ path, host }) => head(`GET ${path} HTTP/1.0`, `Host: ${host}`),
    },
    {
      name: '1.0, kept alive',
      outcome: 'answered',
      send: ({ path, host }) => head(`GET ${path} HTTP/1.0`, `Host: ${host}`, 'Connection: keep-alive'),
    },
    {
      name: '1.0, chunked',
      outcome: 'refused',
      send: ({ path, host, headers, inner }) =>
        head(
          `POST ${path} HTTP/1.0`,
          `Host: ${host}`,
          'Connection: keep-alive',
          ...headers,
          'Transfer-Encoding: chunked',
        ) + `0\r\n\r\n${inner}`,
    },
    {
      name: '1.0, chunked and with a length',
      outcome: 'refused',
      send: ({ path, host, headers, inner }) =>
        head(
          `POST ${path} HTTP/1.0`,
          `Host: ${host}`,
          'Connection: keep-alive',
          ...headers,
          'Content-Length: 5',
          'Transfer-Encoding: chunked',
        ) + `0\r\n\r\n${inner}`,
    },
    ...(
      [
        ['1.2', 'either'],
        ['1.10', 'refused'],
        ['01.1', 'refused'],
        ['2.0', 'refused'],
        ['3.0', 'refused'],
        ['1', 'refused'],
        ['1,1', 'refused'],
        ['a.b', 'refused'],
      ] as const
    ).map(([version, outcome]) => ({
      name: version,
      outcome,
      send: ({ path, host, inner }: Place) =>
        head(`GET ${path} HTTP/${version}`, `Host: ${host}`) + (outcome === 'refused' ? inner : ''),
    })),
    {
      name: 'in small letters',
      outcome: 'refused',
      send: ({ path, host, inner }) => head(`GET ${path} http/1.1`, `Host: ${host}`) + inner,
    },
    {
      name: 'of another protocol',
      outcome: 'refused',
      send: ({ path, host, inner }) => head(`GET ${path} ICE/1.0`, `Host: ${host}`) + inner,
    },
  ],
};

const hostForm = (
  name: string,
  outcome: HttpForm['outcome'],
  lines: (host: string) => string[],
): HttpForm => ({
  name,
  outcome,
  send: ({ path, host, inner }) =>
    head(`GET ${path} HTTP/1.1`, ...lines(host)) + (outcome === 'refused' ? inner : ''),
});

const hosts: FormKind = {
  name: 'hosts',
  sources: [
    'RFC 9112, 3.2',
    'RFC 9110, 7.2',
    'Host of Troubles, 2016',
    'PortSwigger: Practical HTTP Host header attacks',
  ],
  forms: [
    hostForm('none', 'refused', () => []),
    hostForm('two', 'refused', (host) => [`Host: ${host}`, 'Host: elsewhere.example']),
    hostForm('two the same', 'refused', (host) => [`Host: ${host}`, `Host: ${host}`]),
    hostForm('no value', 'either', () => ['Host:']),
    hostForm('a space within', 'refused', (host) => [`Host: ${host} elsewhere.example`]),
    hostForm('a list', 'either', (host) => [`Host: ${host}, elsewhere.example`]),
    hostForm('a user', 'refused', (host) => [`Host: user@${host}`]),
    hostForm('a path', 'refused', (host) => [`Host: ${host}/path`]),
    hostForm('a scheme', 'refused', (host) => [`Host: http://${host}`]),
    hostForm('a port that is none', 'either', () => ['Host: localhost:http']),
    hostForm('a byte above ASCII', 'refused', () => ['Host: m\xfcnchen.example']),
    hostForm('a space before the colon', 'refused', (host) => [`Host : ${host}`]),
    hostForm('folded', 'either', (host) => ['Host:', ` ${host}`]),
    {
      name: 'none, of a write with its body',
      outcome: 'refused',
      send: ({ path, headers, inner }) =>
        head(`POST ${path} HTTP/1.1`, ...headers, `Content-Length: ${inner.length}`) + inner,
    },
    {
      name: 'none in 1.0, which has none',
      outcome: 'answered',
      send: ({ path }) => head(`GET ${path} HTTP/1.0`),
    },
  ],
};

const sizes: FormKind = {
  name: 'sizes of heads',
  sources: ['RFC 9112, 3', 'RFC 6585, 5', 'CVE-2018-12121'],
  forms: [
    withLines('one line of 64 KiB', 'either', `X-A: ${'a'.repeat(65_536)}`),
    withLines('a name of 64 KiB', 'either', `${'a'.repeat(65_536)}: 1`),
    withLines('2,500 lines', 'either', ...Array.from({ length: 2_500 }, () => 'a:')),
    withLines('20,000 lines', 'either', ...Array.from({ length: 20_000 }, (_, n) => `a${n}: 1`)),
    withLines('2 MiB', 'refused', ...Array.from({ length: 2_048 }, () => `X-A: ${'a'.repeat(1_024)}`)),
    {
      name: 'a target of 64 KiB',
      outcome: 'either',
      send: ({ path, host }) => head(`GET ${path}?${'a'.repeat(65_536)} HTTP/1.1`, `Host: ${host}`),
    },
    {
      name: 'the length behind 2,500 lines',
      outcome: 'either',
      body: (at) => at.inner,
      send: ({ path, host, headers, inner }) =>
        head(
          `POST ${path} HTTP/1.1`,
          `Host: ${host}`,
          ...headers,
          ...Array.from({ length: 2_500 }, () => 'a:'),
          `Content-Length: ${inner.length}`,
        ) + inner,
    },
  ],
};

export const headForms: readonly FormKind[] = [lineEnds, fields, requestLines, versions, hosts, sizes];
