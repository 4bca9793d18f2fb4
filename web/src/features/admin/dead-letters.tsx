import { type ReactNode, useCallback, useState } from 'react';
import { Link } from '../../lib/router/link';
import { useSearchParams } from '../../lib/router/router';
import { errorMessage } from '../../lib/api/errors';
import { discardNotification, listDeadNotifications, redriveNotification } from '../../lib/api/notifications';
import { discardDeadLetter, listDeadLetters, redriveDeadLetter, serviceNames } from './api';
import { serverNow } from '../../lib/api/server-clock';
import type { DeadLetter, DeadNotification } from '../../lib/api/types';
import { usePages } from '../../lib/data/use-pages';
import { formatAgo, plural } from '../../lib/words/format';
import { channelWords, kindWords, kinds } from '../../lib/words/preference-words';
import { paths } from '../../lib/router/routes';
import { ConfirmButton } from '../../ui/dialog';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { Empty } from '../../ui/states';
import { showToast } from '../../ui/toast-store';

/** What a delivery without a subject was about. */
const titles: Record<string, string> = {
  direct: 'A direct message',
  ...Object.fromEntries(kinds.map((kind) => [kind, kindWords[kind].label])),
};

interface LetterProps {
  title: string;
  meta: string;
  error: string;
  body: string;
  /** Resolves to the error when it failed again. */
  redrive: () => Promise<string | undefined>;
  discard: () => Promise<unknown>;
  onDone: () => void;
}

function Letter({ title, meta, error, body, redrive, discard, onDone }: LetterProps): ReactNode {
  const [pending, setPending] = useState(false);
  const again = async (): Promise<void> => {
    if (pending) return;
    setPending(true);
    try {
      const failure = await redrive();
      if (failure === undefined) showToast({ text: 'Handed on once more', detail: title });
      else showToast({ text: 'It failed again', detail: failure, kind: 'bad' });
    } catch (problem) {
      showToast({ text: 'That didn’t work', detail: errorMessage(problem), kind: 'bad' });
    } finally {
      onDone();
      setPending(false);
    }
  };
  return (
    <article className="card stack">
      <div>
        <h2>{title}</h2>
        <p className="small soft">{meta}</p>
      </div>
      <p className="notice bad">{error}</p>
      <details>
        <summary>What it says</summary>
        <pre className="payload" tabIndex={0}>
          {body}
        </pre>
      </details>
      <div className="row">
        <button type="button" className="button small" aria-disabled={pending} onClick={() => void again()}>
          {pending ? 'One moment…' : 'Redrive'}
        </button>
        <ConfirmButton
          label="Discard"
          question="Discard it for good?"
          explanation="It is never handled, and can’t be brought back."
          keepLabel="Keep it"
          className="small"
          onConfirm={async () => {
            await discard();
            onDone();
          }}
        />
      </div>
    </article>
  );
}

const none = (
  <Empty icon="check" title="None">
    <p>Everything that came was handled.</p>
  </Empty>
);

function EventLetters({ service }: { service: string }): ReactNode {
  const load = useCallback(
    (next: string | null, signal: AbortSignal) => listDeadLetters(service, next, signal),
    [service],
  );
  const pages = usePages<DeadLetter>(`dead:${service}`, load);
  return (
    <PagedList pages={pages} label={`Dead letters of ${service}`} itemHeight={240} skeletons={2} empty={none}>
      {(letter) => (
        <Letter
          title={letter.subject}
          meta={`number ${letter.sequence} · ${plural(letter.attempts, 'attempt')} · ${formatAgo(letter.deadAt, serverNow())}`}
          error={letter.error}
          body={pretty(letter.payload)}
          redrive={async () => {
            const { redriven, error } = await redriveDeadLetter(service, letter.id);
            return redriven ? undefined : (error ?? letter.error);
          }}
          discard={() => discardDeadLetter(service, letter.id)}
          onDone={pages.refresh}
        />
      )}
    </PagedList>
  );
}

function NotificationLetters(): ReactNode {
  const pages = usePages<DeadNotification>('dead-notifications', listDeadNotifications);
  return (
    <PagedList pages={pages} label="Dead notifications" itemHeight={240} skeletons={2} empty={none}>
      {(letter) => (
        <Letter
          title={letter.subject ?? titles[letter.kind] ?? letter.kind}
          meta={`${letter.type === 'INBOX' ? 'Inbox' : channelWords[letter.type]} to ${letter.receiver ?? 'a user'} · ${plural(letter.attempts.length, 'attempt')} · ${formatAgo(letter.deadAt ?? '', serverNow())}`}
          error={letter.error ?? 'It was given up.'}
          body={letter.text}
          redrive={async () => {
            await redriveNotification(letter.id);
            return undefined;
          }}
          discard={() => discardNotification(letter.id)}
          onDone={pages.refresh}
        />
      )}
    </PagedList>
  );
}

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}

export default function DeadLettersPage(): ReactNode {
  const [parameters] = useSearchParams();
  const of = parameters.get('of') ?? 'delivery';
  const tabs = [['delivery', 'Deliveries'] as const, ...serviceNames.map((name) => [name, name] as const)];
  return (
    <Page
      title="Dead letters"
      lead="What was given up after its last attempt. Redrive hands it on once more."
    >
      <nav className="row pills" aria-label="Whose">
        {tabs.map(([value, label]) => (
          <Link
            key={value}
            to={`${paths.deadLetters}?of=${value}`}
            className="header-link"
            aria-current={of === value ? 'page' : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      {of === 'delivery' ? <NotificationLetters /> : <EventLetters key={of} service={of} />}
    </Page>
  );
}
