import { RequestValidationError, BadRequestError, TooManyRequestsError } from '@ticketing/common/errors';
import { RateLimit, rateLimit, requireAuth } from '@ticketing/common/http';
import { Router } from 'express';
import type { Connection } from 'mongoose';
import { checkReceiver, isSlackWebhook } from '../channels/receiver';
import type { SmsBudget } from '../delivery/sms-budget';
import { requestUser } from '../intake/access';
import type { AddressConfirmation } from './address-confirmation';
import { personalNumber } from './phone-number';
import {
  checkChoices,
  type PreferenceStore,
  essentialKinds,
  type StoredPreferences,
  type AddressedChannel,
} from './preferences';

/** `GET` and `PUT /api/notifications/preferences`: what the user hears of, and on which channels. */
export function preferencesRouter(store: PreferenceStore): Router {
  const router = Router();
  const path = '/api/notifications/preferences';
  router.get(path, requireAuth, async (req, res) => {
    res.json(shownPreferences(await store.get(requestUser(req).id)));
  });
  router.put(path, requireAuth, async (req, res) => {
    const checked = checkChoices((req.body as { preferences?: unknown }).preferences);
    if ('faults' in checked) throw new RequestValidationError(checked.faults);
    res.json(shownPreferences(await store.choose(requestUser(req).id, checked.change)));
  });
  return router;
}

/** Preferences, as clients see them. */
export function shownPreferences({ choices, addresses, pending }: StoredPreferences): object {
  return { preferences: choices, addresses, pending, essential: essentialKinds };
}

export interface AddressesParts {
  connection: Connection;
  budget: Pick<SmsBudget, 'wait'>;
  store: PreferenceStore;
  confirmation: AddressConfirmation;
}

const path = '/api/notifications/preferences/addresses';
const HOUR_SECONDS = 3_600;
/** Codes an hour to one phone number or Slack channel, whoever asks. */
const CODES_TO_ADDRESS = 5;

/** A user's Slack channel and phone number: proposed, confirmed by the code sent there, removed. */
export function addressesRouter({ connection, budget, store, confirmation }: AddressesParts): Router {
  const router = Router();
  // Whoever asks: several accounts could have as many codes sent to one phone, or to a channel that many read.
  const codes = new RateLimit(connection, { name: 'codes-to-address', limit: CODES_TO_ADDRESS });
  const limited = (name: string, limit: number) =>
    rateLimit(connection, { name, limit, windowSeconds: HOUR_SECONDS, key: (req) => requestUser(req).id });

  router.post(path, requireAuth, limited('address-codes', 5), async (req, res) => {
    const { channel, address } = req.body as { channel?: unknown; address?: unknown };
    const checked = checkAddress(checkChannel(channel), address);
    // Defence: nobody’s phone or channel is flooded with codes → const turn = { allowed: true, resetsAt: new Date() };
    const turn = await codes.take(`${checked.channel}:${checked.address}`);
    const seconds = turn.allowed ? 0 : (turn.resetsAt.getTime() - Date.now()) / 1_000;
    const budgetMs = turn.allowed && checked.channel === 'SMS' ? await budget.wait() : 0;
    if (!turn.allowed || budgetMs > 0) throw new TooManyRequestsError(Math.max(1, seconds, budgetMs / 1_000));
    const stored = await confirmation.propose(requestUser(req).id, checked.channel, checked.address);
    res.status(202).json(shownPreferences(stored));
  });

  router.post(`${path}/confirm`, requireAuth, limited('address-guesses', 30), async (req, res) => {
    const { channel, code } = req.body as { channel?: unknown; code?: unknown };
    const checked = checkChannel(channel);
    if (typeof code !== 'string' || !/^\d{6}$/.test(code)) throw invalid('code', 'code must be six digits');
    const stored = await confirmation.confirm(requestUser(req).id, checked, code);
    if (!stored) {
      throw new BadRequestError('The code is wrong or has expired', { field: 'code', code: 'wrong_code' });
    }
    res.json(shownPreferences(stored));
  });

  router.delete(`${path}/:channel`, requireAuth, async (req, res) => {
    const channel = checkChannel(req.params['channel']);
    res.json(shownPreferences(await store.removeAddress(requestUser(req).id, channel)));
  });
  return router;
}

function checkChannel(channel: unknown): AddressedChannel {
  if (channel === 'SLACK' || channel === 'SMS') return channel;
  throw invalid('channel', 'channel must be SLACK or SMS');
}

function checkAddress(
  channel: AddressedChannel,
  address: unknown,
): { channel: AddressedChannel; address: string } {
  const checked = typeof address === 'string' ? checkReceiver(channel, address) : { fault: 'must be text' };
  if ('fault' in checked) throw invalid('address', `address ${checked.fault}`);
  // A webhook posts where its configuration says, which isn't the user's to choose.
  if (isSlackWebhook(checked.receiver))
    throw invalid('address', 'address must be a Slack channel or user id');
  if (channel === 'SLACK') return { channel, address: checked.receiver };
  const number = personalNumber(checked.receiver);
  if (number === undefined)
    throw invalid('address', 'address must be the number of a phone that people have');
  return { channel, address: number };
}

function invalid(field: string, message: string): RequestValidationError {
  return new RequestValidationError([{ field, message }]);
}
