import type { Request } from 'express';
import { type Client, describeClient } from '../domain/client';
import type { UserView } from '../models/user-view';
import type { UserDocument } from '../models/user';
import { noteOwn } from './account-changes';
import type { AuditLog } from './audit-log';
import type { KnownDevices } from './known-devices';
import type { FactorKind, SecondFactors } from './second-factors';
import type { IssuedToken, Sessions } from './sessions';

/** What signing in works with. */
export interface SignInDependencies {
  readonly sessions: Sessions;
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

/**
 * Begins a session of somebody who has shown all that is asked for; their device is known from now on, and the session
 * that their browser had, whoever’s it was, ends.
 * @param secondFactor whether that was more than a password, or what stands for one
 */
export async function beginSession(
  req: Request,
  user: UserDocument,
  { sessions, devices, audit }: SignInDependencies,
  secondFactor = false,
): Promise<UserView> {
  const { token, view } = await sessions.begin(user, readClient(req), secondFactor);
  const former: unknown = req.session?.['jwt'];
  const note = noteOwn(audit, req, 'session.signed-out');
  // Defence: a new session ends the one that the browser had → ;
  if (typeof former === 'string') await sessions.endByToken(former, note);
  await devices.remember(req, user.email);
  await audit.record({ action: 'session.begun', actor: view.id, subject: view.id }, req);
  req.session = { jwt: token };
  return view;
}

/** A token for somebody who has shown all that is asked for. @param secondFactor as in {@link beginSession} */
export async function issueToken(
  req: Request,
  user: UserDocument,
  { sessions, audit }: SignInDependencies,
  secondFactor = false,
): Promise<AccessToken> {
  const issued = await sessions.begin(user, readClient(req), secondFactor);
  const id = user._id.toHexString();
  await audit.record({ action: 'session.begun', actor: id, subject: id }, req);
  return presentToken(issued);
}

/** A token as an API client is given it. */
export function presentToken({ token, expiresAt }: IssuedToken): AccessToken {
  return { accessToken: token, expiresAt: expiresAt.toISOString() };
}

function readClient(req: Request): Client {
  return describeClient(req.get('user-agent'), req.ip);
}

/** Asks somebody whose password was right for their second factor; `undefined` where they have none. */
export async function askSecondFactor(
  user: UserDocument,
  { secondFactors }: SignInDependencies,
): Promise<SecondFactorRequest | undefined> {
  const secondFactor = await secondFactors.kinds(user._id.toHexString());
  if (secondFactor.length === 0) return undefined;
  return { secondFactor, challenge: await secondFactors.openChallenge(user._id.toHexString()) };
}
