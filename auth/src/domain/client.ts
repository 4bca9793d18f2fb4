import Bowser from 'bowser';

/** Who uses a session, as its owner is shown it. */
export interface Client {
  readonly device: string;
  readonly address: string;
}

/** A client by its user agent and network address. */
export function describeClient(userAgent: string | undefined, address: string | undefined): Client {
  return { device: deviceName(userAgent), address: shortAddress(address) };
}

/** Browser and system, for example `Firefox on Linux`. */
function deviceName(userAgent: string | undefined): string {
  if (!userAgent) return 'Unknown device';
  const { browser, os } = Bowser.parse(userAgent);
  return [browser.name || 'Unknown client', os.name].filter(Boolean).join(' on ').slice(0, 80);
}

/** Enough of an address to know a network by: an IPv4 address without its last number, the first half of an IPv6 one. */
function shortAddress(address = ''): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/i.exec(address)?.[1];
  if (v4) return `${v4}.…`;
  return address ? `${address.split(':').slice(0, 4).join(':')}:…` : 'unknown';
}
