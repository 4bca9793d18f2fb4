import { BadRequestError, ConflictError, isDuplicateKey, NotFoundError } from '@ticketing/common/errors';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeClientDataJSON } from '@simplewebauthn/server/helpers';
import type { ClientSession } from 'mongoose';
import { type ChallengeKind, openChallenge, takeChallenge } from '../models/challenge';
import { Passkey, type PasskeyDocument } from '../models/passkey';
import type { UserDocument } from '../models/user';
import type { Commit } from './account-changes';

/** How many passkeys an account may have. */
const PASSKEYS_MAX = 20;
/** How long a browser may take to answer, in seconds. */
const ANSWER_SECONDS = 5 * 60;
/** ES256, EdDSA and RS256, by their numbers in COSE: one of them is what every authenticator has. */
const ALGORITHMS = [-7, -8, -257];

/** What passkeys are bound to. */
export interface PasskeyOptions {
  /** Where people reach the pages: a passkey is of its host name, and used on pages of its origin. */
  readonly publicUrl: string;
  /** Further origins that pages may have. */
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly now: () => Date;
}

/**
 * The passkeys of accounts.
 * Source: https://www.w3.org/TR/webauthn-3/
 */
export class Passkeys {
  private readonly host: string;
  private readonly origins: string[];
  private readonly now: () => Date;

  constructor({ publicUrl, allowedOrigins = [], now }: PasskeyOptions) {
    const { hostname, origin } = new URL(publicUrl);
    this.host = hostname;
    this.origins = [origin, ...allowedOrigins];
    this.now = now;
  }

  list(userId: string): Promise<PasskeyDocument[]> {
    return Passkey.find({ userId }).sort({ _id: 1 }).exec();
  }

  /** What a browser makes a new passkey by. @throws BadRequestError when the account has as many as it may have. */
  async creationOptions(user: UserDocument): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const userId = user._id.toHexString();
    const passkeys = await this.list(userId);
    if (passkeys.length >= PASSKEYS_MAX) {
      throw new BadRequestError(`An account has at most ${PASSKEYS_MAX} passkeys`);
    }
    return generateRegistrationOptions({
      rpName: 'Ticketing',
      rpID: this.host,
      userID: Uint8Array.from(user._id.id),
      userName: user.email,
      userDisplayName: user.name,
      challenge: await this.challenge('passkey-creation', userId),
      excludeCredentials: passkeys.map(toDescriptor),
      supportedAlgorithmIDs: ALGORITHMS,
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    });
  }

  /** Keeps a passkey that a browser has made. @throws BadRequestError when it isn't what was asked for. */
  async add(
    userId: string,
    { response, name }: { readonly response: RegistrationResponseJSON; readonly name: string },
    commit: Commit,
  ): Promise<PasskeyDocument> {
    const { challenge, owner } = await this.take('passkey-creation', response.response.clientDataJSON);
    if (owner !== userId) throw wrongPasskey();
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: this.origins,
      expectedRPID: this.host,
      supportedAlgorithmIDs: ALGORITHMS,
      // As a second factor, touching it is enough.
      requireUserVerification: false,
    }).catch(() => {
      throw wrongPasskey();
    });
    if (!registrationInfo) throw wrongPasskey();
    const { id, publicKey, counter } = registrationInfo.credential;
    try {
      const passkey = new Passkey({
        userId,
        name,
        credentialId: id,
        publicKey: Buffer.from(publicKey),
        counter,
        transports: response.response.transports ?? [],
        createdAt: this.now(),
      });
      await commit(async (session) => {
        await Passkey.insertMany([passkey.toObject()], { session });
      });
      return passkey;
    } catch (error) {
      throw isDuplicateKey(error) ? new ConflictError('This passkey is in use already') : error;
    }
  }

  /** What a browser signs in by: with a passkey of that account, or with any that it finds. */
  async assertionOptions(userId?: string): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const passkeys = userId === undefined ? [] : await this.list(userId);
    return generateAuthenticationOptions({
      rpID: this.host,
      challenge: await this.challenge('passkey-assertion', userId),
      allowCredentials: passkeys.map(toDescriptor),
      userVerification: userId === undefined ? 'required' : 'preferred',
    });
  }

  /**
   * Whose passkey has signed, once per challenge; `undefined` for anything else.
   * @param as the account whose second factor it is. Without one the passkey is all that is asked for, and has to have made
   * sure who uses it, by a PIN or a finger.
   */
  async verify(response: AuthenticationResponseJSON, as?: string): Promise<string | undefined> {
    const { challenge, owner } = await this.take('passkey-assertion', response.response.clientDataJSON);
    const passkey = await Passkey.findOne({ credentialId: response.id });
    const userId = passkey?.userId.toHexString();
    // Defence: a second factor is the account’s own → if (!passkey || owner !== as) return undefined;
    if (!passkey || owner !== as || (as !== undefined && userId !== as)) return undefined;
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: this.origins,
        expectedRPID: this.host,
        credential: {
          id: passkey.credentialId,
          publicKey: Uint8Array.from(passkey.publicKey),
          // Defence: a copied passkey is noticed by its counter → counter: 0,
          counter: passkey.counter,
        },
        // Defence: a passkey alone makes sure who uses it → requireUserVerification: false,
        requireUserVerification: as === undefined,
      });
      if (!verified) return undefined;
      await Passkey.updateOne(
        { _id: passkey._id },
        { $set: { lastUsedAt: this.now() }, $max: { counter: authenticationInfo.newCounter } },
      );
      return userId;
    } catch {
      return undefined;
    }
  }

  /** @throws NotFoundError when it is none of the account's. */
  async rename(userId: string, id: string, name: string): Promise<PasskeyDocument> {
    const passkey = await Passkey.findOneAndUpdate(
      { _id: id, userId },
      { $set: { name } },
      { returnDocument: 'after' },
    );
    if (!passkey) throw new NotFoundError();
    return passkey;
  }

  /** @throws NotFoundError when it is none of the account's. */
  async remove(userId: string, id: string, session: ClientSession): Promise<void> {
    // Defence: a passkey is its owner’s → const { deletedCount } = await Passkey.deleteOne({ _id: id }, { session });
    const { deletedCount } = await Passkey.deleteOne({ _id: id, userId }, { session });
    if (deletedCount === 0) throw new NotFoundError();
  }

  private async challenge(kind: ChallengeKind, userId?: string): Promise<Uint8Array<ArrayBuffer>> {
    const owner = userId === undefined ? {} : { userId };
    const token = await openChallenge(kind, { ...owner, seconds: ANSWER_SECONDS, now: this.now() });
    return Uint8Array.from(Buffer.from(token, 'base64url'));
  }

  /** The challenge that was signed, which can't be any more. @throws BadRequestError when it wasn't one of ours. */
  private async take(
    kind: ChallengeKind,
    clientData: string,
  ): Promise<{ challenge: string; owner: string | undefined }> {
    const challenge = challengeIn(clientData);
    // Defence: a signature is good once → const taken = await (await import('../models/challenge')).findChallenge(kind, challenge ?? '', this.now());
    const taken = challenge === undefined ? null : await takeChallenge(kind, challenge, this.now());
    if (challenge === undefined || !taken) throw wrongPasskey();
    return { challenge, owner: taken.userId };
  }
}

function challengeIn(clientData: string): string | undefined {
  try {
    const { challenge } = decodeClientDataJSON(clientData) as { challenge: unknown };
    return typeof challenge === 'string' ? challenge : undefined;
  } catch {
    return undefined;
  }
}

function toDescriptor({ credentialId, transports }: PasskeyDocument) {
  return { id: credentialId, transports };
}

export function wrongPasskey(): BadRequestError {
  return new BadRequestError('This passkey is not the right one, or it took too long', {
    field: 'passkey',
    code: 'wrong_passkey',
  });
}
