/** Regions with a name that ISO 3166-1 assigns no code: reserved ones, former ones, and those that users of the codes make up. */
const unassigned =
  'AC CP CQ DG EA EU EZ FX IC SU TA UK UN AN BU CS DD DY HV NH RH TP VD YD YU ZR QO XA XB XK ZZ';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** The codes of two letters that ISO 3166-1 has assigned. */
export function countryCodes(): string[] {
  const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => regions.of(code) !== undefined && !unassigned.includes(code));
}
