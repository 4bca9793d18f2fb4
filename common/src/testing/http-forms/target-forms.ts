import { type FormKind, head, type HttpForm } from './form';

const targets: FormKind = {
  name: 'targets',
  sources: ['RFC 9112, 3.2', 'PortSwigger: Cracking the lens, 2017'],
  forms: [
    {
      name: 'absolute',
      outcome: 'answered',
      send: ({ path, host }) => head(`GET http://${host}${path} HTTP/1.1`, `Host: ${host}`),
    },
    {
      name: 'absolute, and another host',
      outcome: 'either',
      send: ({ path, host }) => head(`GET http://elsewhere.example${path} HTTP/1.1`, `Host: ${host}`),
    },
    {
      name: 'absolute, with a user',
      outcome: 'either',
      send: ({ path, host }) => head(`GET http://user@${host}${path} HTTP/1.1`, `Host: ${host}`),
    },
    {
      name: 'absolute, of another scheme',
      outcome: 'either',
      send: ({ path, host }) => head(`GET ftp://${host}${path} HTTP/1.1`, `Host: ${host}`),
    },
    {
      name: 'absolute, without a host',
      outcome: 'either',
      send: ({ path, host }) => head(`GET http://${path} HTTP/1.1`, `Host: ${host}`),
    },
    {
      name: 'an authority',
      outcome: 'either',
      send: ({ host }) => head(`GET ${host} HTTP/1.1`, `Host: ${host}`),
    },
    {
      name: 'a tunnel',
      outcome: 'either',
      send: ({ host }) => head(`CONNECT ${host} HTTP/1.1`, `Host: ${host}`),
    },
    {
      name: 'a tunnel to a path',
      outcome: 'either',
      send: ({ path, host }) => head(`CONNECT ${path} HTTP/1.1`, `Host: ${host}`),
    },
    {
      name: 'an asterisk for OPTIONS',
      outcome: 'either',
      send: ({ host }) => head('OPTIONS * HTTP/1.1', `Host: ${host}`),
    },
    {
      name: 'an asterisk for GET',
      outcome: 'either',
      send: ({ host }) => head('GET * HTTP/1.1', `Host: ${host}`),
    },
    {
      name: 'a path without its slash',
      outcome: 'refused',
      send: ({ path, host, inner }) => head(`GET ${path.slice(1)} HTTP/1.1`, `Host: ${host}`) + inner,
    },
    {
      name: 'only a query',
      outcome: 'refused',
      send: ({ host, inner }) => head('GET ?a=b HTTP/1.1', `Host: ${host}`) + inner,
    },
    {
      name: 'a fragment',
      outcome: 'either',
      send: ({ path, host }) => head(`GET ${path}#fragment HTTP/1.1`, `Host: ${host}`),
    },
    {
      name: 'a byte above ASCII',
      outcome: 'either',
      send: ({ path, host }) => head(`GET ${path}/\xe4 HTTP/1.1`, `Host: ${host}`),
    },
    {
      name: 'a NUL',
      outcome: 'refused',
      send: ({ path, host, inner }) => head(`GET ${path}/\0 HTTP/1.1`, `Host: ${host}`) + inner,
    },
    {
      name: 'half an escape',
      outcome: 'either',
      send: ({ path, host }) => head(`GET ${path}/%zz%2 HTTP/1.1`, `Host: ${host}`),
    },
    {
      name: 'an escaped line end',
      outcome: 'either',
      send: ({ path, host }) => head(`GET ${path}/%0d%0aX-A:%201 HTTP/1.1`, `Host: ${host}`),
    },
  ],
};

/** Ways to write `/metrics`, which no one outside may read, sent as a proxy at the edge would pass them on. */
const written = [
  '/metrics',
  '/metrics/',
  '/METRICS',
  '//metrics',
  '///metrics',
  '/./metrics',
  '/.//metrics',
  '/x/../metrics',
  '/api/tickets/../../metrics',
  '/api/tickets/..%2f..%2fmetrics',
  '/%2e/metrics',
  '/x/%2e%2e/metrics',
  '/%6detrics',
  '/%256detrics',
  '/%2fmetrics',
  '/%5cmetrics',
  '/\\metrics',
  '\\metrics',
  '/metrics%00',
  '/metrics%20',
  '/metrics;a=b',
  '/;/metrics',
  '/metrics?',
  '/metrics#',
  '/metrics%23',
  '/metrics%3f',
  '/metrics/.',
  '/metrics/..;/metrics',
  '/api/tickets/..;/..;/metrics',
  '/metric\xf3',
  '/metrics\x85',
  'http://localhost/metrics',
  'http://localhost//metrics',
];

const paths: FormKind = {
  name: 'paths to what is inside',
  sources: [
    'RFC 3986, 5.2.4 and 6.2',
    'Orange Tsai: Breaking Parser Logic, 2018',
    'CVE-2020-5902',
    'CVE-2021-41773',
    'CVE-2021-43798',
  ],
  forms: written.map((target) => ({
    name: JSON.stringify(target).slice(1, -1),
    outcome: 'either',
    send: ({ host }) => head(`GET ${target} HTTP/1.1`, `Host: ${host}`, 'X-Forwarded-For: 203.0.113.66'),
  })),
};

const withLines = (name: string, ...lines: string[]): HttpForm => ({
  name,
  outcome: 'answered',
  send: ({ path, host }) => head(`GET ${path} HTTP/1.1`, `Host: ${host}`, ...lines),
});

const forwarded: FormKind = {
  name: 'what proxies say',
  sources: ['RFC 7239, 8.1', 'PortSwigger: Practical web cache poisoning, 2018', 'CVE-2018-14773'],
  forms: [
    withLines('whom it is forwarded for', 'X-Forwarded-For: 203.0.113.66'),
    withLines('the same in two lines', 'X-Forwarded-For: 203.0.113.66', 'X-Forwarded-For: 203.0.113.67'),
    withLines('the same with underscores', 'X_Forwarded_For: 203.0.113.66'),
    withLines('the standard one', 'Forwarded: for=203.0.113.66;host=elsewhere.example;proto=https'),
    withLines('the real address', 'X-Real-IP: 203.0.113.66'),
    withLines('another host', 'X-Forwarded-Host: elsewhere.example'),
    withLines('another scheme and port', 'X-Forwarded-Proto: https', 'X-Forwarded-Port: 1'),
    withLines('another address', 'X-Original-URL: /metrics', 'X-Rewrite-URL: /metrics'),
    withLines('a prefix', 'X-Forwarded-Prefix: /metrics', 'X-Forwarded-Uri: /metrics'),
    withLines(
      'another method',
      'X-HTTP-Method-Override: DELETE',
      'X-HTTP-Method: PUT',
      'X-Method-Override: PATCH',
    ),
    {
      name: 'another method in the query',
      outcome: 'answered',
      send: ({ path, host }) => head(`GET ${path}?_method=DELETE HTTP/1.1`, `Host: ${host}`),
    },
  ],
};

const hopByHop: FormKind = {
  name: 'headers of one hop',
  sources: [
    'RFC 9110, 7.6.1',
    'Nathan Davison: Abusing HTTP hop-by-hop request headers, 2019',
    'CVE-2022-1388',
    'CVE-2022-31813',
    'CVE-2024-45410',
  ],
  forms: [
    withLines('of the cookie', 'Connection: cookie', 'Cookie: session=x'),
    withLines('of the authorization', 'Connection: authorization', 'Authorization: Bearer x'),
    withLines(
      'of whom it is forwarded for',
      'Connection: x-forwarded-for, x-forwarded-host',
      'X-Forwarded-For: 203.0.113.66',
    ),
    withLines('of the host', 'Connection: host'),
    withLines('of one that is not there', 'Connection: x-nothing'),
    withLines(
      'of a proxy',
      'Proxy-Connection: keep-alive',
      'Proxy-Authorization: Basic eDp5',
      'Keep-Alive: timeout=1000000',
    ),
    {
      name: 'of the length',
      outcome: 'answered',
      body: (at) => at.inner,
      send: ({ path, host, headers, inner }) =>
        head(
          `POST ${path} HTTP/1.1`,
          `Host: ${host}`,
          ...headers,
          'Connection: content-length',
          `Content-Length: ${inner.length}`,
        ) + inner,
    },
    {
      name: 'of the coding',
      outcome: 'answered',
      body: (at) => at.inner,
      send: ({ path, host, headers, inner }) =>
        head(
          `POST ${path} HTTP/1.1`,
          `Host: ${host}`,
          ...headers,
          'Connection: transfer-encoding',
          'Transfer-Encoding: chunked',
        ) + `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`,
    },
  ],
};

const negotiation: FormKind = {
  name: 'ranges and codings',
  sources: ['RFC 9110, 10.1.4, 12.5.3 and 14.2', 'CVE-2011-3192', 'CVE-2017-7529'],
  forms: [
    withLines('one byte', 'Range: bytes=0-0'),
    withLines(
      'a thousand ranges',
      `Range: bytes=${Array.from({ length: 1_000 }, (_, n) => `${n}-`).join(',')}`,
    ),
    withLines('a range below zero', 'Range: bytes=-9223372036854775808'),
    withLines('a range of other units', 'Range: lines=1-2', 'If-Range: "x"'),
    withLines('trailers', 'TE: trailers', 'Connection: TE'),
    withLines('transfer codings', 'TE: gzip, chunked;q=0'),
    withLines('unknown content codings', 'Accept-Encoding: x, *;q=0'),
    withLines('conditions', 'If-None-Match: *', 'If-Match: "x"', 'If-Modified-Since: never'),
  ],
};

export const targetForms: readonly FormKind[] = [targets, paths, forwarded, hopByHop, negotiation];
