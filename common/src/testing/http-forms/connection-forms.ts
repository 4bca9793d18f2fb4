import { chunked, type FormKind, head, type HttpForm, type Place } from './form';

const get = ({ path, host }: Place, ...lines: string[]) =>
  head(`GET ${path} HTTP/1.1`, `Host: ${host}`, ...lines);
const post = ({ path, host, headers }: Place, ...lines: string[]) =>
  head(`POST ${path} HTTP/1.1`, `Host: ${host}`, ...headers, ...lines);
const inner = (at: Place) => at.inner;

/** A POST with an expectation; its body is sent when the server has said something. */
const expecting = (name: string, outcome: HttpForm['outcome'], ...lines: string[]): HttpForm => ({
  name,
  outcome,
  body: inner,
  send: (at) => [post(at, `Content-Length: ${at.inner.length}`, ...lines), at.inner],
});

const expectations: FormKind = {
  name: 'expectations',
  sources: ['RFC 9110, 10.1.1', 'PortSwigger: HTTP/1.1 must die, 2025', 'CVE-2024-24791', 'CVE-2025-32094'],
  forms: [
    expecting('100-continue', 'answered', 'Expect: 100-continue'),
    expecting('100-continue in capitals', 'answered', 'Expect: 100-CONTINUE'),
    {
      name: '100-continue, and the body at once',
      outcome: 'answered',
      body: inner,
      send: (at) => post(at, `Content-Length: ${at.inner.length}`, 'Expect: 100-continue') + at.inner,
    },
    {
      name: '100-continue, chunked',
      outcome: 'answered',
      body: inner,
      send: (at) => [post(at, 'Transfer-Encoding: chunked', 'Expect: 100-continue'), chunked(at.inner)],
    },
    {
      name: '100-continue, without a body',
      outcome: 'answered',
      send: (at) => post(at, 'Content-Length: 0', 'Expect: 100-continue'),
    },
    {
      name: '100-continue, of a GET',
      outcome: 'answered',
      send: (at) => get(at, 'Expect: 100-continue'),
    },
    {
      name: '100-continue, of 1.0',
      outcome: 'answered',
      body: inner,
      send: (at) =>
        head(
          `POST ${at.path} HTTP/1.0`,
          `Host: ${at.host}`,
          ...at.headers,
          'Expect: 100-continue',
          `Content-Length: ${at.inner.length}`,
        ) + at.inner,
    },
    ...[
      ['an unknown one', 'Expect: a-miracle'],
      ['100-continue with something behind', 'Expect: 100-continue x'],
      ['100-continue and another', 'Expect: 100-continue, a-miracle'],
      ['100-continue twice', 'Expect: 100-continue', 'Expect: 100-continue'],
      ['no value', 'Expect:'],
      ['100-continue, folded', 'Expect:', ' 100-continue'],
    ].map(([name = '', ...lines]): HttpForm => ({
      name,
      outcome: 'either',
      body: inner,
      send: (at) => post(at, `Content-Length: ${at.inner.length}`, ...lines) + at.inner,
    })),
  ],
};

const websocket = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];
const h2c = [
  'Connection: Upgrade, HTTP2-Settings',
  'Upgrade: h2c',
  'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA',
];

const upgrades: FormKind = {
  name: 'upgrades',
  sources: [
    'RFC 9110, 7.8',
    'RFC 9113, 3.3 and 3.4',
    'Bishop Fox: h2c smuggling, 2020',
    'Mikhail Egorov: WebSocket smuggling, 2019',
    'CVE-2019-17567',
    'CVE-2022-41721',
  ],
  forms: [
    { name: 'h2c', outcome: 'answered', send: (at) => get(at, ...h2c) },
    {
      name: 'h2c, with a body',
      outcome: 'answered',
      body: inner,
      send: (at) => post(at, ...h2c, `Content-Length: ${at.inner.length}`) + at.inner,
    },
    {
      name: 'h2c, with chunks',
      outcome: 'answered',
      body: inner,
      send: (at) => post(at, ...h2c, 'Transfer-Encoding: chunked') + chunked(at.inner),
    },
    { name: 'h2c, twice', outcome: 'answered', requests: 2, send: (at) => get(at, ...h2c) + get(at, ...h2c) },
    {
      name: 'h2c, without settings',
      outcome: 'answered',
      send: (at) => get(at, 'Connection: Upgrade', 'Upgrade: h2c'),
    },
    {
      name: 'HTTP/2 without asking',
      outcome: 'refused',
      send: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0',
    },
    {
      name: 'a WebSocket where there is none',
      outcome: 'either',
      send: (at) => get(at, ...websocket, 'Sec-WebSocket-Version: 13'),
    },
    {
      name: 'a WebSocket of an unknown version, and a request through the tunnel',
      outcome: 'either',
      send: (at) => get(at, ...websocket, 'Sec-WebSocket-Version: 777', 'Connection: close') + at.inner,
    },
    {
      name: 'a WebSocket by POST',
      outcome: 'either',
      body: inner,
      send: (at) =>
        post(at, ...websocket, 'Sec-WebSocket-Version: 13', `Content-Length: ${at.inner.length}`) + at.inner,
    },
    {
      name: 'a WebSocket without Connection',
      outcome: 'answered',
      send: (at) => get(at, 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'),
    },
    { name: 'TLS', outcome: 'answered', send: (at) => get(at, 'Connection: Upgrade', 'Upgrade: TLS/1.0') },
    {
      name: 'several',
      outcome: 'either',
      send: (at) => get(at, 'Connection: Upgrade', 'Upgrade: h2c, websocket', 'Sec-WebSocket-Version: 13'),
    },
    { name: 'nothing', outcome: 'answered', send: (at) => get(at, 'Connection: Upgrade', 'Upgrade:') },
  ],
};

const sequences: FormKind = {
  name: 'several requests on a connection',
  sources: [
    'RFC 9112, 9.3 and 9.6',
    'PortSwigger: Browser-powered desync, 2022 (CL.0, pause)',
    'CVE-2022-22720',
  ],
  forms: [
    { name: 'two at once', outcome: 'answered', requests: 2, send: (at) => get(at) + get(at) },
    {
      name: 'a write and a read at once',
      outcome: 'answered',
      requests: 2,
      body: inner,
      send: (at) => post(at, `Content-Length: ${at.inner.length}`) + at.inner + get(at),
    },
    {
      name: 'one behind the last',
      outcome: 'answered',
      send: (at) => get(at, 'Connection: close') + at.inner,
    },
    {
      name: 'one behind what is none',
      outcome: 'refused',
      send: (at) => `GARBAGE\r\n\r\n${at.inner}`,
    },
    {
      name: 'what is none behind one',
      outcome: 'either',
      send: (at) => `${get(at)}GARBAGE\r\n\r\n${at.inner}`,
      requests: 2,
    },
    {
      name: 'one without a host between',
      outcome: 'either',
      requests: 2,
      send: (at) => get(at) + head(`GET ${at.path} HTTP/1.1`) + at.inner,
    },
    {
      name: 'TLS where there is none',
      outcome: 'refused',
      send: (at) => `\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03${at.inner}`,
    },
    {
      name: 'a large body of which nobody wants to know',
      outcome: 'either',
      body: (at) => at.inner.repeat(8_192),
      send: (at) => post(at, `Content-Length: ${at.inner.length * 8_192}`) + at.inner.repeat(8_192),
    },
    {
      name: 'a body that is cut off',
      outcome: 'refused',
      send: (at) => post(at, `Content-Length: ${at.inner.length + 1}`) + at.inner,
      ends: true,
    },
    {
      name: 'a head that is cut off',
      outcome: 'refused',
      send: ({ path, host }) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n`,
      ends: true,
    },
  ],
};

export const connectionForms: readonly FormKind[] = [expectations, upgrades, sequences];
