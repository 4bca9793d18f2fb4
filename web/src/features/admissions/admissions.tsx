import type { ReactNode } from 'react';
import type { Transfer } from '../../lib/api/types';
import { type Resource, useResource } from '../../lib/data/use-resource';
import { useLiveRefresh } from '../../lib/live/live-context';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { useUser } from '../../lib/session/session-context';
import { Chip } from '../../ui/chip';
import { ConfirmButton } from '../../ui/dialog';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { Empty } from '../../ui/states';
import { showToast } from '../../ui/toast-store';
import { admissionTitle, describeAdmission, occasion, placeWords } from './admission-words';
import { acceptTransfer, declineTransfer, listOpenTransfers } from './api';
import { KeptNotice } from './kept-notice';
import { useAdmissions } from './use-admissions';

interface OffersProps {
  transfers: Resource<Transfer[]>;
  onAccepted: () => void;
}

/** What others want to give. */
function Offers({ transfers, onAccepted }: OffersProps): ReactNode {
  const offered = (transfers.data ?? []).filter(({ direction }) => direction === 'in');
  if (offered.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="offered">
      <h2 id="offered">Somebody gives you a ticket</h2>
      <ul className="list" aria-label="Offered to you">
        {offered.map(({ id, title, from, show }) => (
          <li key={id}>
            <div className="line-item">
              <span className="grow">
                <strong>{admissionTitle({ title, show: show ?? null })}</strong>
                <br />
                <span className="small soft">
                  {[show && title, occasion({ show: show ?? null }), from && `from ${from}`]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
              <ConfirmButton
                label="Decline"
                accessibleName={`Decline: ${title}`}
                question="Decline this ticket?"
                explanation="It stays with who offered it to you."
                keepLabel="Not now"
                className="small"
                onConfirm={async () => {
                  await declineTransfer(id);
                  transfers.refresh();
                }}
              />
              <ConfirmButton
                label="Accept"
                accessibleName={`Accept: ${title}`}
                question="Accept this ticket?"
                explanation="It is yours then, with a code of its own. The one it had before opens no door any more."
                keepLabel="Not now"
                tone="plain"
                className="small"
                onConfirm={async () => {
                  await acceptTransfer(id);
                  showToast({ text: 'The ticket is yours', detail: title });
                  transfers.refresh();
                  onAccepted();
                }}
              />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

export default function AdmissionsPage(): ReactNode {
  const user = useUser();
  const { pages, isKept } = useAdmissions(user);
  const transfers = useResource('transfers', listOpenTransfers);
  useLiveRefresh('admission', pages.refresh);
  useLiveRefresh('notification', transfers.refresh);
  return (
    <Page title="My tickets" lead="What lets you in: one for each person.">
      {isKept && <KeptNotice />}
      <Offers transfers={transfers} onAccepted={pages.refresh} />
      <PagedList
        pages={pages}
        label="My tickets"
        itemHeight={84}
        empty={
          <Empty icon="ticket" title="You hold no ticket yet">
            <p>A ticket is here as soon as it is paid.</p>
            {!user.emailVerified && (
              <p>What others give you is shown once you have confirmed your address.</p>
            )}
            <Link to={paths.browse} className="button">
              Find one
            </Link>
          </Empty>
        }
      >
        {(admission) => {
          const { tone, icon, label } = describeAdmission(admission);
          return (
            <Link to={paths.admission(admission.id)} className="line-item">
              <span className="grow">
                <strong>{admissionTitle(admission)}</strong>
                <br />
                <span className="small soft">
                  {[occasion(admission), admission.show && admission.title, placeWords(admission)]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
              <Chip tone={tone} icon={icon}>
                {label}
              </Chip>
            </Link>
          );
        }}
      </PagedList>
    </Page>
  );
}
