/** `Area/Place`, as the IANA names zones; no offset, which Intl would take as well. */
const zoneName = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;
const knownZones = new Map(Intl.supportedValuesOf('timeZone').map((zone) => [zone.toLowerCase(), zone]));

/** The name of a time zone as the IANA writes it; `undefined` for what is none. */
export function parseTimeZone(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 64 || !zoneName.test(value)) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
  } catch {
    return undefined;
  }
  return knownZones.get(value.toLowerCase()) ?? value;
}
