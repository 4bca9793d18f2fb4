import { countryCodes } from '@ticketing/common/countries';
import { field } from '@ticketing/common/http';
import { MINIMUM_CHARGES } from '@ticketing/common/money';
import { z } from 'zod';

/** A whole number, or its text. */
export function whole(name: string, min: number, max: number) {
  const message = `${name} must be a whole number from ${min} to ${max}`;
  return z.preprocess(field.toNumber, z.int(message).min(min, message).max(max, message));
}

const instantText = z.iso.datetime({ offset: true });

/** An instant: ISO 8601 with an offset or Z. */
export function instant(name: string) {
  return field.parsed(
    (value) => {
      if (value instanceof Date) return value;
      const at = instantText.safeParse(value);
      return at.success ? new Date(at.data) : undefined;
    },
    `${name} must be a time with its offset, as 2030-05-01T19:30:00+02:00`,
    { type: 'string', format: 'date-time' },
  );
}

/** The version an edit starts from. */
export const editedVersion = z
  .preprocess(
    field.toNumber,
    z.int('Version must be a whole number').min(0, 'Version must be a whole number'),
  )
  .optional()
  .describe('The version the edit starts from; 409 when it moved on');

const currencies = Object.keys(MINIMUM_CHARGES);

/** A currency that can be charged in, in any case. */
export const currency = field.parsed(
  (value) => currencies.find((known) => typeof value === 'string' && known === value.toLowerCase()),
  `currency must be one of ${currencies.join(', ')}`,
  { type: 'string', enum: currencies, description: 'ISO 4217' },
);

const countries = new Set(countryCodes());

const country = field.parsed(
  (value) => {
    const code = typeof value === 'string' ? value.toUpperCase() : '';
    return countries.has(code) ? code : undefined;
  },
  'country must be a code of two letters that ISO 3166-1 has assigned',
  { type: 'string', pattern: '^[A-Za-z]{2}$', description: 'ISO 3166-1 alpha-2' },
);

/** Where a show is. */
export const venue = z.object(
  {
    name: field.text('Venue name', { required: 'Venue name is required' }),
    address: field.text('address', { max: 500 }).optional(),
    city: field.text('city', { max: 100 }).optional(),
    country: country.optional(),
  },
  'venue must have a name',
);

/** The most seats that a ticket has, and characters of a label. */
const MAX_SEATS = 10_000;
const MAX_LABEL = 16;
const seatsMessage = `seats must be 1 to ${MAX_SEATS} distinct labels of up to ${MAX_LABEL} characters`;
const label = field.text('A seat', { max: MAX_LABEL });

/** Distinct labels of places. */
export const seats = field
  .parsed(
    (value) => {
      if (!Array.isArray(value) || value.length < 1 || value.length > MAX_SEATS) return undefined;
      const labels = value.map((each) => label.safeParse(each).data);
      if (labels.some((each) => each === undefined) || new Set(labels).size < labels.length) return undefined;
      return labels as string[];
    },
    seatsMessage,
    {
      type: 'array',
      minItems: 1,
      maxItems: MAX_SEATS,
      uniqueItems: true,
      items: { type: 'string', minLength: 1, maxLength: MAX_LABEL },
    },
  )
  .describe('Distinct labels of the places, in their order; their number is the quantity');
