import { type AccountNoticeEvent, type AccountNoticeKind, Subjects } from '@ticketing/common/contracts';
import type { MessageContext } from '@ticketing/common/messaging';
import { type Content, formatTime } from './content';
import { NotificationListener } from './rule';

/** Mails the owner of an account what auth has to say, in fixed words. */
export class AccountNoticeListener extends NotificationListener<AccountNoticeEvent> {
  readonly subject = Subjects.AccountNotice as const;

  async onMessage(
    { userId, email, kind, data }: AccountNoticeEvent['data'],
    { meta }: MessageContext,
  ): Promise<void> {
    const { token, expiresAt, dueAt } = data;
    const { context, directory, notifier } = this.dependencies;
    // Nothing of an erased account is stored any more.
    if ((await directory.find(userId))?.isErased) return;
    await notifier.mail(meta, {
      receiver: email,
      event: `account.${kind}`,
      content: accountMail(kind, { token, dueAt, answersAreRead: context.answersAreRead }),
      accountId: userId,
      until: expiresAt,
    });
  }
}

const notYou =
  'If this was not you, set a new password at once: "Forgotten password" on the page to sign in.';
const ignore = 'If you did not ask for this, ignore this mail: without the link nothing happens.';

/**
 * The text of a mail about an account. Nothing in it was written by a person.
 * @param token of the link, where there is one
 * @param dueAt when what is told of is to happen
 * @param answersAreRead somebody reads what is answered to a mail
 */
export function accountMail(
  kind: AccountNoticeKind,
  {
    token = '',
    dueAt,
    answersAreRead = false,
  }: { token?: string | undefined; dueAt?: string | undefined; answersAreRead?: boolean | undefined } = {},
): Content {
  switch (kind) {
    case 'verify':
      return {
        subject: 'Confirm your address',
        paragraphs: [
          'An account was opened with this address. Confirm that it is yours, and you get the whole of your mail.',
          'The link works once, for 24 hours.',
          ignore,
        ],
        link: { label: 'Confirm the address', path: mailedLink('/verify', token) },
      };
    case 'email-change':
      return {
        subject: 'Confirm your new address',
        paragraphs: [
          'An account is to have this address from now on. It takes effect once you confirm it.',
          'The link works once, for 24 hours.',
          ignore,
        ],
        link: { label: 'Confirm the address', path: mailedLink('/verify', token) },
      };
    case 'reset':
      return {
        subject: 'Set a new password',
        paragraphs: [
          'Somebody asked for a new password for your account.',
          'The link works once, for an hour.',
          ignore,
        ],
        link: { label: 'Set a new password', path: mailedLink('/reset', token) },
      };
    case 'email-requested':
      return {
        subject: 'Your account is to have another address',
        paragraphs: [
          'Somebody who knows your password asked for another address for your account. It takes effect once that ' +
            'address is confirmed.',
          notYou,
        ],
        link: accountLink,
      };
    case 'email-changed':
      return {
        subject: 'Your account has another address',
        paragraphs: [
          'Mail about your account goes to its new address from now on, and you sign in with that one.',
          answersAreRead
            ? 'If this was not you, answer this mail: somebody reads it.'
            : 'If this was not you, open an account with this address, and tell the help desk.',
        ],
        ...(answersAreRead ? {} : { link: { label: 'Tell the help desk', path: '/support/new' } }),
      };
    case 'email-taken':
      return {
        subject: 'You have an account already',
        paragraphs: [
          'Somebody wants to use this address for another account. It stays with yours, and nothing was changed.',
          'If that was you, sign in with this address instead.',
        ],
        link: { label: 'Sign in', path: '/signin' },
      };
    case 'password-changed':
      return {
        subject: 'Your password was changed',
        paragraphs: ['Your account has a new password.', notYou],
        link: accountLink,
      };
    case 'second-factor-added':
      return security(
        'Your account has a second step',
        'Signing in asks for a code of your app from now on.',
      );
    case 'second-factor-removed':
      return security('Your app for codes was removed', 'Signing in no longer asks for a code of your app.');
    case 'recovery-codes-renewed':
      return security('Your account has new recovery codes', 'Those of before are good no more.');
    case 'passkey-added':
      return security('Your account has a new passkey', 'It can be used to sign in from now on.');
    case 'passkey-removed':
      return security('A passkey was removed', 'It can no longer be used to sign in to your account.');
    case 'provider-added':
      return security(
        'Another way to sign in',
        'Your account can be signed in to by a provider of identities.',
      );
    case 'export-ready':
      return {
        subject: 'The copy of your data is ready',
        paragraphs: [
          `You asked for a copy of all that we keep of you. You can download it ${dueAt ? `until ${formatTime(dueAt, {})}` : 'for some days'}. Then it is removed.`,
          notYou,
        ],
        link: dataLink,
      };
    case 'deletion-requested':
      return {
        subject: 'Your account is going to be deleted',
        paragraphs: [
          `You asked us to delete your account. That happens ${dueAt ? `on ${formatTime(dueAt, {})}` : 'soon'}; until then you can sign in and undo it.`,
          notYou,
        ],
        link: { label: 'Keep the account', path: '/settings/data' },
      };
    case 'deletion-undone':
      return {
        subject: 'Your account stays',
        paragraphs: ['Your account is not going to be deleted any more.', notYou],
        link: accountLink,
      };
    case 'deleted':
      return {
        subject: 'Your account is deleted',
        paragraphs: [
          'Your account is gone, and with it what we knew of you. What was bought, sold and paid stays, without your name.',
          'This is our last mail to you.',
        ],
      };
  }
}

/** What was changed in how one signs in. */
function security(subject: string, what: string): Content {
  return { subject, paragraphs: [what, notYou], link: accountLink };
}

const dataLink = { label: 'Your data', path: '/settings/data' };
const accountLink = { label: 'See your account', path: '/settings/security' };

/** The token stands behind a `#`: what follows it is sent to no server, and is in no log. */
function mailedLink(path: string, token: string): string {
  return `${path}#token=${encodeURIComponent(token)}`;
}
