import { randomBytes } from 'node:crypto';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import { defaultName, NAME_MAX, nameFault } from '../domain/display-name';
import { decideLink, type LinkDecision, type OutsideIdentity } from '../domain/linking';
import { newRoleAndStatus } from '../domain/role-and-status';
import { Identity } from '../models/identity';
import { User, type UserDocument, withAddress } from '../models/user';
import type { Accounts } from './accounts';
import { publishNotice } from './notices';

/** Notes in the audit log what became of an account. */
type IdentityNote = (action: string, userId: string, tx: Transaction) => Promise<void>;

/** Whose accounts outside identities are. */
export class Identities {
  constructor(
    private readonly accounts: Accounts,
    private readonly outbox: Pick<Outbox, 'transaction'>,
  ) {}

  /** The account of somebody whom a provider has let in, opened if need be; or why there is none. */
  async account(
    identity: OutsideIdentity,
    note: IdentityNote,
  ): Promise<UserDocument | Exclude<LinkDecision, 'link' | 'open'>> {
    const known = await this.find(identity);
    if (known) return known;
    const { email } = identity;
    const accounts = email === undefined ? [] : await User.find(withAddress(email));
    const account = accounts.find(({ emailVerified }) => !emailVerified) ?? accounts[0];
    const decision = decideLink(identity, account);
    if (decision !== 'link' && decision !== 'open') return decision;
    try {
      return decision === 'link'
        ? await this.link(identity, account!, note)
        : await this.open(identity, email!, note);
    } catch (error) {
      // Of two that come back at once, the other one was first.
      const found = await this.find(identity);
      if (found) return found;
      throw error;
    }
  }

  private async find({ issuer, subject }: OutsideIdentity): Promise<UserDocument | null> {
    const identity = await Identity.findById({ issuer, subject }).lean();
    return identity && User.findById(identity.userId);
  }

  private link(
    { issuer, subject }: OutsideIdentity,
    user: UserDocument,
    note: IdentityNote,
  ): Promise<UserDocument> {
    return this.outbox.transaction(async (tx) => {
      const userId = user._id.toHexString();
      await Identity.create([{ _id: { issuer, subject }, userId: user._id }], { session: tx.session });
      await note('provider.added', userId, tx);
      await publishNotice({ userId, email: user.email, kind: 'provider-added' }, tx);
      return user;
    });
  }

  private open(
    { issuer, subject, emailVerified, name }: OutsideIdentity,
    email: string,
    note: IdentityNote,
  ): Promise<UserDocument> {
    return this.accounts.open(
      {
        email,
        emailVerified,
        name: outsideName(name) || defaultName(),
        // Nobody knows it: who wants a password has a new one mailed.
        password: randomBytes(32).toString('base64url'),
        ...newRoleAndStatus('customer'),
      },
      async (user, tx) => {
        await Identity.create([{ _id: { issuer, subject }, userId: user._id }], { session: tx.session });
        await note('account.opened', user._id.toHexString(), tx);
      },
    );
  }
}

/** What a provider says somebody is called; nothing where nobody here may be called so. */
function outsideName(name = ''): string {
  const trimmed = name.trim().slice(0, NAME_MAX);
  return nameFault(trimmed) ? '' : trimmed;
}
