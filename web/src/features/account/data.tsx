import { type ReactNode, useState } from 'react';
import { deleteAccount, getExport, requestExport } from '../../lib/api/account';
import { serverNow } from '../../lib/api/server-clock';
import type { Export } from '../../lib/api/types';
import { usePoll } from '../../lib/data/use-poll';
import { useResource } from '../../lib/data/use-resource';
import { useSession, useUser } from '../../lib/session/session-context';
import { formatDateTime } from '../../lib/words/format';
import { Dialog } from '../../ui/dialog';
import { Form, SubmitButton, TextField, text, typed } from '../../ui/form';
import { ProgressBar } from '../../ui/progress-bar';
import { SettingsPage } from '../../ui/settings-page';
import { ResourceView, Skeleton } from '../../ui/states';
import { showToast } from '../../ui/toast-store';

function DeleteDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { enter } = useSession();
  const [byCode, setByCode] = useState(false);
  return (
    <Dialog title="Delete your account?" onClose={onClose}>
      <p className="soft">
        You are signed out everywhere else, and get a mail that says until when you can undo it.
      </p>
      <Form
        key={String(byCode)}
        fields={byCode ? ['code'] : ['password']}
        label="Delete your account"
        onSubmit={async (values) => {
          const proof = byCode ? { code: text(values, 'code') } : { password: typed(values, 'password') };
          enter(await deleteAccount(proof));
          showToast({ text: 'Your account is going to be deleted' });
          onClose();
        }}
      >
        {byCode ? (
          <TextField
            name="code"
            label="Code of your app"
            hint="Or a recovery code."
            autoComplete="one-time-code"
            autoFocus
            required
          />
        ) : (
          <TextField
            name="password"
            label="Your password"
            type="password"
            autoComplete="current-password"
            autoFocus
            required
          />
        )}
        <button type="button" className="button quiet small" onClick={() => setByCode(!byCode)}>
          {byCode ? 'Use the password instead' : 'Use a code instead'}
        </button>
        <div className="row">
          <button type="button" className="button quiet grow" onClick={onClose}>
            Keep it
          </button>
          <SubmitButton className="danger grow">Delete my account</SubmitButton>
        </div>
      </Form>
    </Dialog>
  );
}

/** How often a copy that is being made is looked at, in ms. */
const LOOK_EVERY_MS = 2_000;

function CopyProgress({ copy }: { copy: Export }): ReactNode {
  const away = copy.services.filter(({ isDone }) => !isDone).map(({ adds }) => adds);
  return (
    <div className="stack" role="status">
      <p>Your copy is being made. You can leave this page: we mail you when it is ready.</p>
      <ProgressBar label="Copy of your data" percent={copy.progress} />
      <p className="small soft">Still to come: {away.join(', ')}</p>
    </div>
  );
}

function ReadyCopy({ copy }: { copy: Export }): ReactNode {
  return (
    <>
      <p>
        Your copy of {formatDateTime(copy.requestedAt)} is ready until {formatDateTime(copy.expiresAt)}.
      </p>
      <div>
        <a className="button" href="/api/users/me/export" download="your-data.zip">
          Download your copy
        </a>
      </div>
    </>
  );
}

/** A copy is made once a day. */
function mayMake(copy: Export | null): boolean {
  return copy === null || serverNow() - Date.parse(copy.requestedAt) >= 24 * 3_600_000;
}

function CopySection(): ReactNode {
  const status = useResource('export', getExport);
  usePoll(status.refreshWhenIdle, status.data?.status === 'RUNNING' ? LOOK_EVERY_MS : null);
  return (
    <section className="stack" aria-labelledby="copy">
      <h2 id="copy">Get a copy</h2>
      <p>
        One file with all that we keep of you: your account, what you sold and bought, your messages, and what
        you wrote to us. It says what is left out, and why.
      </p>
      <ResourceView resource={status} loading={<Skeleton count={1} height={78} />}>
        {(copy) =>
          copy?.status === 'RUNNING' ? (
            <CopyProgress copy={copy} />
          ) : (
            <>
              {copy && <ReadyCopy copy={copy} />}
              {mayMake(copy) && (
                <Form fields={[]} label="Get a copy" onSubmit={async () => status.set(await requestExport())}>
                  <div className="row">
                    <SubmitButton className={copy ? 'quiet' : ''}>
                      {copy ? 'Make a new copy' : 'Make a copy'}
                    </SubmitButton>
                  </div>
                </Form>
              )}
            </>
          )
        }
      </ResourceView>
    </section>
  );
}

export default function DataPage(): ReactNode {
  const { deletionDueAt } = useUser();
  const [open, setOpen] = useState(false);
  return (
    <SettingsPage title="Your data" lead="What becomes of what we know about you.">
      <CopySection />
      <section className="stack" aria-labelledby="delete">
        <h2 id="delete">Delete your account</h2>
        {deletionDueAt === undefined ? (
          <>
            <p>When you delete your account,</p>
            <ul style={{ listStyle: 'disc', paddingInlineStart: '1.25rem' }}>
              <li>
                you have 14 days as a rule to change your mind: the mail says until when. Sign in, and keep
                it,
              </li>
              <li>then your name, your address, your messages and what you wrote to us are removed,</li>
              <li>orders, payments and sold tickets stay, without your name,</li>
              <li>
                tickets that you have still to use are good no longer for you: you can’t sign in to see them,
              </li>
              <li>what mail programs have got from us stays there.</li>
            </ul>
            <div>
              <button type="button" className="button danger" onClick={() => setOpen(true)}>
                Delete my account
              </button>
            </div>
          </>
        ) : (
          <p>It is deleted on {formatDateTime(deletionDueAt)}. Until then you can keep it.</p>
        )}
      </section>
      {open && <DeleteDialog onClose={() => setOpen(false)} />}
    </SettingsPage>
  );
}
