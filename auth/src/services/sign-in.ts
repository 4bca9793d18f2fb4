import { signToken } from '@ticketing/common/http';
import type { Request } from 'express';
import jwt from 'jsonwebtoken';
import { presentUser, type UserView } from '../models/user-view';
import type { UserDoc } from '../models/user';
import type { AuditLog } from './audit-log';
import type { KnownDevices } from './known-devices';
import type { FactorKind, SecondFactors } from './second-factors';

/** What signing in works with. */
export interface SignInDependencies {
  /** Signs sessions. */
  readonly jwtKey: string;
  readonly secondFactors: SecondFactors;
  readonly devices: KnownDevices;
  readonly audit: AuditLog;
}

/** What is asked for when a password alone isn't enough. */
export interface SecondFactorRequest {
  readonly secondFactor: FactorKind[];
  readonly challenge: string;
}

/** A token for an API client. */
export interface AccessToken {
  readonly accessToken: string;
  readonly expiresAt: string;
}

/** Begins a session of somebody who has shown all that is asked for; their device is known from now on. */
export async function beginSession(
  req: Request,
  user: UserDoc,
  { jwtKey, devices, audit }: SignInDependencies,
): Promise<UserView> {
  const view = presentUser(user);
  await devices.remember(req, user.email);
  await audit.record({ action: 'session.begun', actor: view.id, subject: view.id }, req);
  req.session = { jwt: signToken(view, jwtKey) };
  return view;
}

/** A token for somebody who has shown all that is asked for. */
export function issueToken(user: UserDoc, { jwtKey }: SignInDependencies): AccessToken {
  const accessToken = signToken(presentUser(user), jwtKey);
  const { exp } = jwt.decode(accessToken) as { exp: number };
  return { accessToken, expiresAt: new Date(exp * 1_000).toISOString() };
}

/** Asks somebody whose password was right for their second factor; `undefined` where they have none. */
export async function askSecondFactor(
  user: UserDoc,
  { secondFactors }: SignInDependencies,
): Promise<SecondFactorRequest | undefined> {
  const secondFactor = await secondFactors.kinds(user._id.toHexString());
  if (secondFactor.length === 0) return undefined;
  return { secondFactor, challenge: await secondFactors.openChallenge(user._id.toHexString()) };
}
