import { type ReactNode, useCallback } from 'react';
import { Link } from '../../lib/router/link';
import { useSearchParams } from '../../lib/router/router';
import {
  countDeadLetters,
  discardDeadLetter,
  listDeadLetters,
  redriveDeadLetter,
  serviceNames,
} from '../../lib/api/dead-letters';
import {
  countDeadNotifications,
  discardNotification,
  listDeadNotifications,
  redriveNotification,
} from '../../lib/api/notifications';
import { serverNow } from '../../lib/api/server-clock';
import type { DeadLetter, DeadNotification } from '../../lib/api/types';
import { invalidateAll } from '../../lib/data/cache';
import { useAction } from '../../lib/data/use-action';
import { type Pages, usePages } from '../../lib/data/use-pages';
import { useResource } from '../../lib/data/use-resource';
import { formatAgo, plural } from '../../lib/words/format';
import { channelWords, kindWords, kinds } from '../../lib/words/preference-words';
import { paths } from '../../lib/router/routes';
import { ConfirmButton } from '../../ui/dialog';
import { PagedList } from '../../ui/paged-list';
import { CountBadge, StaffPage } from '../../ui/staff-page';
import { Empty } from '../../ui/states';
import { showFailure, showToast } from '../../ui/toast-store';
import { RedriveAll } from './redrive-all';

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
  const { pending, run } = useAction(showFailure);
  const again = (): Promise<void> =>
    run(async () => {
      try {
        const failure = await redrive();
        if (failure === undefined) showToast({ text: 'Handed on once more', detail: title });
        else showToast({ text: 'It failed again', detail: failure, kind: 'bad' });
      } finally {
        onDone();
      }
    });
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

/** The list as it is now, and what is counted beside it. */
function reload(pages: Pick<Pages<unknown>, 'refresh'>): void {
  pages.refresh();
  invalidateAll();
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
  const redrive = async (id: string): Promise<string | undefined> => {
    const { redriven, error } = await redriveDeadLetter(service, id);
    return redriven ? undefined : (error ?? 'It failed again.');
  };
  return (
    <>
      <RedriveAll pages={pages} load={load} redrive={redrive} onDone={() => reload(pages)} />
      <PagedList
        pages={pages}
        label={`Dead letters of ${service}`}
        itemHeight={240}
        skeletons={2}
        empty={none}
      >
        {(letter) => (
          <Letter
            title={letter.subject}
            meta={`number ${letter.sequence} · ${plural(letter.attempts, 'attempt')} · ${formatAgo(letter.deadAt, serverNow())}`}
            error={letter.error}
            body={pretty(letter.payload)}
            redrive={() => redrive(letter.id)}
            discard={() => discardDeadLetter(service, letter.id)}
            onDone={() => reload(pages)}
          />
        )}
      </PagedList>
    </>
  );
}

const redriveDelivery = async (id: string): Promise<undefined> => void (await redriveNotification(id));

function NotificationLetters(): ReactNode {
  const pages = usePages<DeadNotification>('dead-notifications', listDeadNotifications);
  return (
    <>
      <RedriveAll
        pages={pages}
        load={listDeadNotifications}
        redrive={redriveDelivery}
        onDone={() => reload(pages)}
      />
      <PagedList pages={pages} label="Dead notifications" itemHeight={240} skeletons={2} empty={none}>
        {(letter) => (
          <Letter
            title={letter.subject ?? titles[letter.kind] ?? letter.kind}
            meta={`${letter.type === 'INBOX' ? 'Inbox' : channelWords[letter.type]} to ${letter.receiver ?? 'a user'} · ${plural(letter.attempts.length, 'attempt')} · ${formatAgo(letter.deadAt ?? '', serverNow())}`}
            error={letter.error ?? 'It was given up.'}
            body={letter.text}
            redrive={() => redriveDelivery(letter.id)}
            discard={() => discardNotification(letter.id)}
            onDone={() => reload(pages)}
          />
        )}
      </PagedList>
    </>
  );
}

function Tab({ value, label, current }: { value: string; label: string; current: boolean }): ReactNode {
  const { data } = useResource(`count:dead:${value}`, (signal) =>
    value === 'delivery' ? countDeadNotifications(signal) : countDeadLetters(value, signal),
  );
  return (
    <Link
      to={`${paths.deadLetters}?of=${value}`}
      className="header-link"
      aria-current={current ? 'page' : undefined}
    >
      {label}
      <CountBadge count={data} what="given up" />
    </Link>
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
    <StaffPage
      title="Dead letters"
      lead="What was given up after its last attempt. Redrive hands it on once more."
    >
      <nav className="row pills" aria-label="Whose">
        {tabs.map(([value, label]) => (
          <Tab key={value} value={value} label={label} current={of === value} />
        ))}
      </nav>
      {of === 'delivery' ? <NotificationLetters /> : <EventLetters key={of} service={of} />}
    </StaffPage>
  );
}
