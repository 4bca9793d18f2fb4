import { body, query, type ValidationChain } from 'express-validator';
import { parseObjectId } from '@ticketing/common/forms';
import { idRule, textField } from '@ticketing/common/http';
import { parsePriority } from '../domain/priority';
import { parseStatus, ticketStatuses } from '../domain/status';

/** Characters of a title, at the most. */
export const MAX_TITLE = 200;
/** Characters of a description or an answer, at the most. */
export const MAX_TEXT = 10_000;

const statusMessage = (field: string) => `${field} must be ${ticketStatuses.join(', ')}`;
const priorityMessage = (field: string) => `${field} must be a whole number from 1 (highest) to 4`;
/** Validators pass on a value by returning true; anything else refuses it. */
const known = (parse: (value: unknown) => unknown) => (value: unknown) => parse(value) !== undefined;

export const titleField = (): ValidationChain => textField('title', { max: MAX_TITLE });
export const descriptionField = (): ValidationChain =>
  textField('description', { max: MAX_TEXT, lines: true });

/** `ticketPriority`, as a number once validated. */
export const priorityField = (): ValidationChain =>
  body('ticketPriority')
    .optional()
    .custom(known(parsePriority))
    .withMessage(priorityMessage('ticketPriority'))
    .bail()
    .customSanitizer(parsePriority);

/** `status`, in upper case once validated. */
export const statusField = (): ValidationChain =>
  body('status')
    .optional()
    .custom(known(parseStatus))
    .withMessage(statusMessage('status'))
    .bail()
    .customSanitizer(parseStatus);

/** An id that may be left out or null. */
export const optionalIdField = (name: string): ValidationChain =>
  idRule(body(name).optional({ values: 'null' }), `${name} must be an id`);

/** A user id; null only says that there is none. */
export const assigneeField = (): ValidationChain =>
  body('assignee')
    .optional()
    .custom((value: unknown) => value === null || parseObjectId(value) !== undefined)
    .withMessage('assignee must be the id of an approved engineer')
    .bail()
    .customSanitizer((value: unknown) => parseObjectId(value) ?? null);

/** The version a change was made on. */
export const versionField = (): ValidationChain =>
  body('version')
    .optional()
    .custom((value: unknown) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)
    .withMessage('version must be a whole number, 0 or more');

export const statusParameter = (): ValidationChain =>
  query('status')
    .optional()
    .custom(known(parseStatus))
    .withMessage(statusMessage('status'))
    .bail()
    .customSanitizer(parseStatus);

export const priorityParameter = (): ValidationChain =>
  query('priority')
    .optional()
    .custom(known(parsePriority))
    .withMessage(priorityMessage('priority'))
    .bail()
    .customSanitizer(parsePriority);

const parseAssignee = (value: unknown) => (value === 'me' || value === 'none' ? value : parseObjectId(value));

/** A user id, `me`, or `none` for tickets that wait for an engineer. */
export const assigneeParameter = (): ValidationChain =>
  query('assignee')
    .optional()
    .custom((value: unknown) => parseAssignee(value) !== undefined)
    .withMessage('assignee must be a user id, me or none')
    .bail()
    .customSanitizer(parseAssignee);

export const searchParameter = (): ValidationChain =>
  query('q')
    .optional()
    .custom((value: unknown) => typeof value === 'string' && value.length <= MAX_TITLE)
    .withMessage(`q must be text of up to ${MAX_TITLE} characters`);
