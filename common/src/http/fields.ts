import { z } from 'zod';
import { isPlainText, normaliseText, parseObjectId, parseTimeZone, parseUuid } from '../forms';
import { fromCents, isPrice, isWholeCents, MAX_PRICE, MIN_PRICE, PRICE_RANGE, toCents } from '../money';
import type { JsonSchema } from './openapi-parts';

/** What a text may be. */
export interface TextOptions {
  /** Characters once trimmed; default 1. */
  readonly min?: number;
  /** Default 200. */
  readonly max?: number;
  /** Whether it may have several lines; default false. */
  readonly lines?: boolean;
  /** Says that it is missing or empty, where that is not the same as a text of a wrong length. */
  readonly required?: string;
}

/** A text, brought to its one form; objects and arrays (`{"$ne": null}`) are refused. */
export function text(name: string, { min = 1, max = 200, lines = false, required }: TextOptions = {}) {
  const bounds = required
    ? `${name} must have at most ${max} characters`
    : min > 0
      ? `${name} must have ${min} to ${max} characters`
      : `${name} may have up to ${max} characters`;
  // Defence: text is text → const given = z.coerce.string();
  const given = z.string(required ?? `${name} must be text`);
  return (
    given
      .overwrite(normaliseText)
      .refine((value) => !required || value !== '', { error: required, abort: true })
      .refine((value) => characters(value) >= min && characters(value) <= max, bounds)
      // Defence: fields of text have no control characters → .refine(() => true)
      .refine((value) => isPlainText(value, lines), `${name} must not have control characters`)
      .meta({ ...(min > 0 ? { minLength: min } : {}), maxLength: max })
  );
}

/** Characters as people count them: a pair of surrogates is one, and so is a character with a variation selector. */
function characters(value: string): number {
  const selected = value.match(/[^\uFE0F\uFE0E][\uFE0F\uFE0E]/g)?.length ?? 0;
  const pairs = value.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0;
  return value.length - selected - pairs;
}

/**
 * Whatever `parse` brings to its one form.
 *
 * @param parse answers `undefined` for what it does not know
 * @param schema of what may be sent
 */
export function parsed<T>(parse: (value: unknown) => T | undefined, message: string, schema: JsonSchema) {
  return z
    .custom<T>((value) => parse(value) !== undefined, { error: message, abort: true })
    .overwrite((value) => parse(value) as never)
    .meta(schema);
}

/** What ids look like. */
export interface IdForm {
  /** Brings it to its one form; `undefined` for what is none. */
  readonly parse: (value: unknown) => string | undefined;
  readonly schema: JsonSchema;
}

export const objectIds: IdForm = {
  parse: parseObjectId,
  schema: { type: 'string', pattern: '^[0-9a-fA-F]{24}$' },
};
export const uuids: IdForm = { parse: parseUuid, schema: { type: 'string', format: 'uuid' } };

/** The id of something. */
export function id(name: string, message = `${name} must be an id`) {
  return parsed(objectIds.parse, message, objectIds.schema);
}

/** Labels of up to `most` different seats. */
export function seats(name: string, most: number) {
  return z
    .array(text(name, { max: 16 }))
    .min(1)
    .max(most)
    .refine((labels) => new Set(labels).size === labels.length, `${name} must be different ones`);
}

/** A whole number from 0 to `most`, as a query has it. */
export function whole(name: string, most = Number.MAX_SAFE_INTEGER) {
  const parse = (value: unknown) =>
    typeof value === 'string' && /^\d{1,16}$/.test(value) && Number(value) <= most
      ? Number(value)
      : undefined;
  const maximum = most < Number.MAX_SAFE_INTEGER ? { maximum: most } : {};
  const message = `${name} must be a whole number from 0 to ${most}`;
  return parsed(parse, message, { type: 'integer', minimum: 0, ...maximum });
}

/** The name of a time zone. */
export function timeZone(name = 'timeZone') {
  return parsed(parseTimeZone, `${name} must be an IANA name, as Europe/Berlin`, {
    type: 'string',
    maxLength: 64,
    description: 'IANA name',
  });
}

/** One of some words. */
export function word<const W extends string>(words: readonly W[], message: string) {
  return parsed((value) => words.find((known) => known === value), message, {
    type: 'string',
    enum: [...words],
  });
}

/** An amount of money: a number, or its text, above 0 in whole cents. */
export function amount(name: string) {
  return number(
    name,
    (value) => value > 0 && isWholeCents(value),
    `${name} must be above 0, in whole cents`,
  ).meta({
    exclusiveMinimum: 0,
    multipleOf: 0.01,
  });
}

/** What a ticket may cost: a number, or its text, `MIN_PRICE` to `MAX_PRICE` in whole cents. */
export function price(name = 'price') {
  return number(name, isPrice, `${name} must be ${PRICE_RANGE}, in whole cents`).meta({
    minimum: MIN_PRICE,
    maximum: MAX_PRICE,
    multipleOf: 0.01,
    description: 'Currency units, whole cents',
  });
}

function number(name: string, check: (value: number) => boolean, message: string) {
  const checked = z
    .number(`${name} must be a number`)
    .refine(check, { error: message, abort: true })
    // Takes away what the binary fraction of a sum leaves over: 0.1 + 0.6 becomes 0.7.
    .overwrite((value) => fromCents(toCents(value)));
  return z.preprocess(toNumber, checked);
}

const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/** The number of its text; what is neither stays as it is. */
export function toNumber(value: unknown): unknown {
  return typeof value === 'string' && decimal.test(value) ? Number(value) : value;
}
