import { domainToASCII, domainToUnicode } from 'node:url';

/** RFC 5321's path of 256 octets, less its two brackets. */
export const EMAIL_ADDRESS_MAX = 254;
/** Octets before the @, by RFC 5321. */
const LOCAL_PART_MAX = 64;

/** What nearly every address is; those with an A-label are looked at closely. */
const plain =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const localPart =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~\u{a1}-\u{10ffff}-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~\u{a1}-\u{10ffff}-]+)*$/u;
/** White space, control characters, halves of characters, and what takes no room. */
const unseen = /[\s\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
/** What a host name is made of. A URL's parser would read other characters as its path, port or escapes. */
const domainCharacters = /^[\p{L}\p{N}\p{M}\p{S}.\u3002\uff0e\uff61\u00b7-]+$/u;
/** Host names under a top-level domain, which is never a number (RFC 3696): no addresses of hosts. */
const asciiDomain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:xn--[a-z0-9-]{1,59}|[a-z]{2,63})$/;

/**
 * The one form of a mail address, or `undefined` when it has none: trimmed, Unicode NFC, in lower case, its domain in A-labels
 * (`münchen.example` is `xn--mnchen-3ya.example`). Addresses that differ only in case reach the same mailbox with every
 * provider that matters. The part before the @ may have letters of any script (RFC 6531); quoted ones, which may hold an end
 * of a line and so another header, and address literals (`[127.0.0.1]`) are refused. At most 254 octets, 64 of them before
 * the @ (RFC 5321).
 */
export function parseEmailAddress(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 4 * EMAIL_ADDRESS_MAX) return undefined;
  const address = value.trim().normalize('NFC').toLowerCase().normalize('NFC');
  const at = address.lastIndexOf('@');
  if (at < 1) return undefined;
  if (plain.test(address) && !address.includes('xn--', at)) return withinBounds(address, at);
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  // Defence: an address has no quoted line ends → if (!domainCharacters.test(domain)) return undefined;
  if (unseen.test(address) || !localPart.test(local) || !domainCharacters.test(domain)) return undefined;
  const ascii = domainToASCII(domain);
  // A label that stays as it is stands for no letters, though a URL may have it.
  if (/(?:^|\.)xn--/.test(domainToUnicode(ascii))) return undefined;
  return asciiDomain.test(ascii) ? withinBounds(`${local}@${ascii}`, at) : undefined;
}

function withinBounds(address: string, at: number): string | undefined {
  const octets = Buffer.byteLength(address);
  const local = Buffer.byteLength(address.slice(0, at));
  return octets <= EMAIL_ADDRESS_MAX && local <= LOCAL_PART_MAX ? address : undefined;
}

/** Whether two texts are the same mailbox; what is no address is compared without regard to case. */
export function sameEmailAddress(a: string, b: string): boolean {
  return comparedForm(a) === comparedForm(b);
}

function comparedForm(text: string): string {
  return parseEmailAddress(text) ?? text.trim().toLowerCase();
}

/**
 * The spellings under which an address may have been stored before its domain was kept in A-labels: with the domain in
 * A-labels, and in letters.
 *
 * @param address in its one form
 */
export function storedSpellings(address: string): string[] {
  const at = address.lastIndexOf('@') + 1;
  if (!address.includes('xn--', at)) return [address];
  return [...new Set([address, address.slice(0, at) + domainToUnicode(address.slice(at)).normalize('NFC')])];
}
