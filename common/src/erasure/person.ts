import { containsText } from '../mongo/mongo';

/** Whose data is erased. */
export interface Person {
  readonly id: string;
  /** As it was known here; absent where it never was, or is gone already. */
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

/** What stands in the place of an erased name or text. */
export const DELETED = 'Deleted account';
/** What stands in the place of an erased address where one is needed; nobody can have it (RFC 2606). */
export const DELETED_ADDRESS = 'deleted@account.invalid';

/** Matches a text that has the address in it, whatever its case. */
export function addressPattern(email: string): RegExp {
  const { $regex, $options } = containsText(email);
  return new RegExp($regex, $options);
}
