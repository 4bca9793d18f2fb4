import type { IncomingMessage } from 'node:http';
import type { ErrorCode } from '../errors';

/** A name, an IPv4 address or an IPv6 address in brackets, and a port; empty where there is none to name. */
const validHost = /^(?:[\w.-]*|\[[\da-f:.]+\])(?::\d*)?$/i;
const absoluteForm = /^https?:\/\/([^/?]+)(.*)$/is;

/**
 * What is wrong with the head of a request that Node's parser lets pass: RFC 9112, 3.2 (hosts, targets) and 6.1 (codings).
 * A target in absolute form becomes the path in it, and its host the request's.
 */
export function requestFault(req: IncomingMessage): ErrorCode | undefined {
  if (req.httpVersionMajor !== 1) return 'version_not_supported';
  const { headers, httpVersionMinor: minor } = req;
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && (minor === 0 || coding.toLowerCase() !== 'chunked')) return 'malformed_request';
  if (!hasOneHost(req)) return 'malformed_request';
  return hasTarget(req) ? undefined : 'malformed_request';
}

/** Whether it names its host, as 1.0 need not; of several lines, `headers` would keep the first. */
function hasOneHost({ rawHeaders, httpVersionMinor, headers }: IncomingMessage): boolean {
  let lines = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') lines += 1;
  }
  if (lines === 0) return httpVersionMinor === 0;
  return lines === 1 && validHost.test(headers.host ?? '');
}

function hasTarget(req: IncomingMessage): boolean {
  const { url = '', method } = req;
  if (url.includes('#')) return false;
  if (url.startsWith('/')) return true;
  if (url === '*') return method === 'OPTIONS';
  const [, host = '', target = ''] = absoluteForm.exec(url) ?? [];
  if (host === '' || !validHost.test(host)) return false;
  req.headers.host = host;
  req.url = target.startsWith('/') ? target : `/${target}`;
  return true;
}
