import { BadRequestError, RequestValidationError, TooManyRequestsError } from '@ticketing/common/errors';
import { answer, defineRoute, field, rateLimit, RateLimit } from '@ticketing/common/http';
import type { RequestHandler } from 'express';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { checkReceiver, isSlackWebhook } from '../channels/receiver';
import type { SmsBudget } from '../delivery/sms-budget';
import { requestUser } from '../intake/access';
import { outgoingChannels } from '../notification/notification';
import type { AddressConfirmation } from './address-confirmation';
import {
  type AddressedChannel,
  addressedChannels,
  checkChoices,
  essentialKinds,
  preferenceKinds,
  type PreferenceStore,
  type StoredPreferences,
} from './preferences';

/** What the routes work with. */
export interface PreferencesContext {
  readonly connection: Connection;
  readonly preferences: PreferenceStore;
  readonly confirmation: AddressConfirmation;
  readonly budget: Pick<SmsBudget, 'wait'>;
  /** See {@link codesToAddress}. */
  readonly codes: RateLimit;
}

/** Codes an hour to one phone number or Slack channel, whoever asks: several accounts could flood it together. */
const CODES_TO_ADDRESS = 5;

/** The limit of codes to one address. */
export const codesToAddress = (connection: Connection): RateLimit =>
  new RateLimit(connection, { name: 'codes-to-address', limit: CODES_TO_ADDRESS });

const perUser =
  (name: string, limit: number) =>
  ({ connection }: PreferencesContext): RequestHandler =>
    rateLimit(connection, { name, limit, key: (req) => requestUser(req).id });

const channelChoices = z.object(
  Object.fromEntries(outgoingChannels.map((channel) => [channel, z.boolean().optional()])),
);
const choices = z
  .object(Object.fromEntries(preferenceKinds.map((kind) => [kind, channelChoices.optional()])))
  .meta({ id: 'Choices' });
const addresses = z.object(
  Object.fromEntries(addressedChannels.map((channel) => [channel, z.string().optional()])),
);
const preferencesView = z
  .object({
    preferences: choices,
    addresses: addresses.describe('Confirmed, in use'),
    pending: addresses.describe('Waiting for the code'),
    essential: z.array(z.enum(preferenceKinds)).describe('Kinds whose mail cannot be turned off'),
  })
  .meta({ id: 'Preferences' });

function present({ choices, addresses, pending }: StoredPreferences): z.output<typeof preferencesView> {
  return { preferences: choices, addresses, pending, essential: [...essentialKinds] };
}

const path = '/api/notifications/preferences';
const preferencesAnswer = answer('Preferences', preferencesView);

const show = defineRoute({
  method: 'get',
  path,
  summary: 'What the user hears of, and on which channels',
  access: 'signed-in',
  answers: { 200: preferencesAnswer },
  async handler(req, res, { preferences }: PreferencesContext) {
    res.json(present(await preferences.get(req.currentUser.id)));
  },
});

const choose = defineRoute({
  method: 'put',
  path,
  summary: 'Change some of it; what is not sent stays as it is',
  access: 'signed-in',
  // Checked in the handler, which names each choice that can't be taken.
  body: z.object({ preferences: z.unknown().meta({ $ref: '#/components/schemas/Choices' }) }),
  example: { preferences: { order: { SMS: true } } },
  answers: { 200: preferencesAnswer },
  async handler(req, res, { preferences }: PreferencesContext) {
    const checked = checkChoices(req.body.preferences);
    if ('faults' in checked) throw new RequestValidationError(checked.faults);
    res.json(present(await preferences.choose(req.currentUser.id, checked.change)));
  },
});

const channel = field.word(addressedChannels, `channel must be ${addressedChannels.join(' or ')}`);

const propose = defineRoute({
  method: 'post',
  path: `${path}/addresses`,
  summary: 'Propose a Slack channel or phone number; a code is sent there',
  access: 'signed-in',
  body: z.object({ channel, address: z.unknown().meta({ type: 'string' }) }),
  example: { channel: 'SMS', address: '+14155550123' },
  answers: { 202: answer('It waits to be confirmed', preferencesView) },
  errors: [429],
  limit: perUser('address-codes', 5),
  async handler(req, res, { codes, budget, confirmation }: PreferencesContext) {
    const { channel } = req.body;
    const address = checkAddress(channel, req.body.address);
    // Defence: nobody’s phone or channel is flooded with codes → const turn = { allowed: true, resetsAt: new Date() };
    const turn = await codes.take(`${channel}:${address}`);
    const seconds = turn.allowed ? 0 : (turn.resetsAt.getTime() - Date.now()) / 1_000;
    const budgetMs = turn.allowed && channel === 'SMS' ? await budget.wait() : 0;
    if (!turn.allowed || budgetMs > 0) throw new TooManyRequestsError(Math.max(1, seconds, budgetMs / 1_000));
    res.status(202).json(present(await confirmation.propose(req.currentUser.id, channel, address)));
  },
});

const confirm = defineRoute({
  method: 'post',
  path: `${path}/addresses/confirm`,
  summary: 'Confirm an address with the code that was sent there',
  access: 'signed-in',
  body: z.object({
    channel,
    code: z.string('code must be six digits').regex(/^\d{6}$/, 'code must be six digits'),
  }),
  example: { channel: 'SMS', code: '000042' },
  answers: { 200: answer('It is in use', preferencesView) },
  errors: [429],
  limit: perUser('address-guesses', 30),
  async handler(req, res, { confirmation }: PreferencesContext) {
    const { channel, code } = req.body;
    const stored = await confirmation.confirm(req.currentUser.id, channel, code);
    if (!stored) {
      throw new BadRequestError('The code is wrong or has expired', { field: 'code', code: 'wrong_code' });
    }
    res.json(present(stored));
  },
});

const forget = defineRoute({
  method: 'delete',
  path: `${path}/addresses/:channel`,
  params: z.object({ channel }),
  summary: 'Forget an address',
  access: 'signed-in',
  answers: { 200: preferencesAnswer },
  async handler(req, res, { preferences }: PreferencesContext) {
    const channel = req.params.channel as AddressedChannel;
    res.json(present(await preferences.removeAddress(req.currentUser.id, channel)));
  },
});

/** The routes of what people hear of, where, and how their addresses are proven. */
export const preferenceRoutes = [show, choose, propose, confirm, forget];

function checkAddress(channel: AddressedChannel, address: unknown): string {
  const checked = typeof address === 'string' ? checkReceiver(channel, address) : { fault: 'must be text' };
  if ('fault' in checked) throw invalid(`address ${checked.fault}`);
  return ownAddress[channel](checked.receiver);
}

/** What a person may give as their own on each channel, in the form in which it is kept. */
const ownAddress: Readonly<Record<AddressedChannel, (receiver: string) => string>> = {
  SLACK(receiver) {
    // A webhook posts where its configuration says, which isn't the user's to choose.
    if (isSlackWebhook(receiver)) throw invalid('address must be a Slack channel or user id');
    return receiver;
  },
  SMS(receiver) {
    const number = personalNumber(receiver);
    if (number === undefined) throw invalid('address must be the number of a phone that people have');
    return number;
  },
};

/** Kinds of numbers that people get text messages on. Others cost whoever sends there, or are no person's. */
const personal = new Set(['MOBILE', 'FIXED_LINE', 'FIXED_LINE_OR_MOBILE', 'VOIP']);

/**
 * The E.164 form of a number that exists in its country's plan and is a person's; undefined for premium-rate, shared-cost
 * and other service numbers, and for satellite phones and the like, which belong to no country.
 */
function personalNumber(value: string): string | undefined {
  const number = parsePhoneNumberFromString(value);
  if (!number?.isValid() || number.isNonGeographic() || number.ext) return undefined;
  const type = number.getType();
  // Defence: codes go to real numbers only → return number.number;
  return type && personal.has(type) ? number.number : undefined;
}

function invalid(message: string): RequestValidationError {
  return new RequestValidationError([{ field: 'address', message }]);
}
