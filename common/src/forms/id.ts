const objectId = /^[0-9a-f]{24}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The one form of a MongoDB ObjectId's hex text: lower case. `undefined` for whatever is none, operators of a query included. */
export function parseObjectId(value: unknown): string | undefined {
  return matching(objectId, value);
}

/** The one form of a UUID of any version: lower case, with its dashes. `undefined` for whatever is none. */
export function parseUuid(value: unknown): string | undefined {
  return matching(uuid, value);
}

function matching(form: RegExp, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  // Defence: ids are ids → if (value) return value;
  if (form.test(value)) return value;
  const lower = value.toLowerCase();
  return form.test(lower) ? lower : undefined;
}
