import { parseAdmissionCode, type ReadAdmissionCode } from '@ticketing/common/admission-code';
import type { CheckInAnswer, Door, DoorAdmission } from '../../lib/api/types';
import type { ShownCode } from './api';

/** What a device knows of its door. */
export interface DoorList extends Pick<Door, 'id' | 'title' | 'role' | 'after' | 'counts'> {
  /** When the door opens; null: it is open. */
  readonly doorsAt: string | null;
  readonly admissions: Readonly<Record<string, DoorAdmission>>;
  /** Public keys of codes, by their id. */
  readonly keys: Readonly<Record<string, string>>;
}

/** Somebody whom this device let in by itself, and the server has yet to hear of. */
export interface UnsentCheckIn extends ShownCode {
  readonly admissionId: string;
}

/** What a gate is told. */
export interface Verdict extends Pick<CheckInAnswer, 'result' | 'at' | 'gate'> {
  /** Of the check-in, where it let somebody in. */
  readonly id: string;
  readonly admission?: DoorAdmission | undefined;
  /** Of a code that is too early: when the door opens. */
  readonly doorsAt?: string | undefined;
  /** This device decided, by the signature and its list. */
  readonly offline: boolean;
}

/** The list with what changed since. */
export function mergeDoor(list: DoorList | undefined, door: Door, keys: DoorList['keys']): DoorList {
  const changed = Object.fromEntries(door.admissions.map((admission) => [admission.id, admission]));
  const { id, title, role, after, counts } = door;
  const show = door.show as { doorsAt?: string | null } | null;
  return {
    id,
    title,
    role,
    after,
    counts,
    keys,
    doorsAt: show?.doorsAt ?? null,
    admissions: { ...list?.admissions, ...changed },
  };
}

/** What the list says of a code whose signature is right, with what this device did since. */
export function decide(
  list: DoorList,
  unsent: readonly UnsentCheckIn[],
  code: Pick<ReadAdmissionCode, 'admissionId' | 'doorId' | 'version'>,
  now: Date,
): Omit<Verdict, 'id' | 'offline'> {
  if (code.doorId !== list.id) return { result: 'wrong_show' };
  const admission = list.admissions[code.admissionId];
  if (admission && (admission.status === 'void' || code.version < admission.codeVersion))
    return { result: 'void', admission };
  const own = unsent.find(({ admissionId }) => admissionId === code.admissionId);
  if (own) return { result: 'used', at: own.at, gate: own.gate, admission };
  if (admission?.status === 'used')
    return {
      result: 'used',
      at: admission.at ?? undefined,
      gate: admission.gate ?? undefined,
      admission,
    };
  if (list.doorsAt !== null && now < new Date(list.doorsAt))
    return { result: 'too_early', admission, doorsAt: list.doorsAt };
  // One that the list doesn't have, or not this new, was sold or given since: the signature says that it is good.
  return { result: 'admitted', admission };
}

/** What the server answered, with what the list knows of the code: a refusal itself doesn't say whose it is. */
export function describeAnswer(
  list: DoorList | undefined,
  text: string,
  answer: CheckInAnswer,
): Omit<Verdict, 'id' | 'offline'> {
  const code = parseAdmissionCode(text);
  return {
    ...answer,
    admission: answer.admission ?? (code && list?.admissions[code.admissionId]),
    ...(answer.result === 'too_early' && { doorsAt: list?.doorsAt ?? undefined }),
  };
}

/** Loads what checks signatures; once it is there, it needs no network. */
export const loadVerifier = () => import('@noble/ed25519');

/** Reads a code and checks who signed it, without asking anybody; undefined when it is none of ours. */
export async function readSigned(
  text: string,
  keys: DoorList['keys'],
): Promise<ReadAdmissionCode | undefined> {
  const code = parseAdmissionCode(text);
  const key = code && keys[code.keyId];
  if (key === undefined) return undefined;
  const { verifyAsync } = await loadVerifier();
  const good = await verifyAsync(code!.signature, code!.signed, fromBase64Url(key)).catch(() => false);
  return good ? code : undefined;
}

function fromBase64Url(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** Those whose name, seat or ticket has the text, in the order of their names. */
export function searchDoor(list: DoorList, query: string, limit: number): DoorAdmission[] {
  const wanted = query.trim().toLocaleLowerCase();
  if (wanted === '') return [];
  return Object.values(list.admissions)
    .filter(({ name, seat, title }) =>
      [name, seat ?? '', title].some((text) => text.toLocaleLowerCase().includes(wanted)),
    )
    .sort((a, b) => a.name.localeCompare(b.name) || a.place - b.place)
    .slice(0, limit);
}
