/** Characters of a display name. */
export const NAME_MAX = 100;

/** The name of an account whose owner gave none: what stands before the @. */
export function defaultName(email: string): string {
  return email.slice(0, email.lastIndexOf('@')).slice(0, NAME_MAX);
}
