import { nameFault } from './display-name';

/** Characters of a display name. */
export const NAME_MAX = 100;

/** The name of an account whose owner gave none: what stands before the @, unless nobody may have that name. */
export function defaultName(email: string): string {
  const name = email.slice(0, email.lastIndexOf('@')).slice(0, NAME_MAX);
  return nameFault(name) ? 'Somebody' : name;
}
