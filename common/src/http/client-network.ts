import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/** Bits of an IPv6 address that name its network: within it, a client may pick addresses at will. */
const IPV6_NETWORK_BITS = 56;

/** The client's network: its IPv4 address, or the /56 of its IPv6 address; `unknown` when the connection has gone. */
export function clientNetwork({ ip }: Pick<Partial<Request>, 'ip'>): string {
  if (!ip || !ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip);
  if (!(address instanceof ipaddr.IPv6)) return address.toString();
  delete address.zoneId;
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${IPV6_NETWORK_BITS}`);
  return `${network.toString()}/${IPV6_NETWORK_BITS}`;
}
