import type { ReactNode } from 'react';
import type { AdmissionDetail, Transfer } from '../../lib/api/types';
import { type Resource, useResource } from '../../lib/data/use-resource';
import { useLiveRefresh } from '../../lib/live/live-context';
import { useParams } from '../../lib/router/router';
import { useUser } from '../../lib/session/session-context';
import { formatAddress, formatDateTime, formatInZone } from '../../lib/words/format';
import { Chip } from '../../ui/chip';
import { ConfirmButton } from '../../ui/dialog';
import { Form, SubmitButton, text, TextField } from '../../ui/form';
import { Page } from '../../ui/page';
import { ResourceView, Skeleton } from '../../ui/states';
import { showToast } from '../../ui/toast-store';
import { admissionTitle, describeAdmission, placeWords } from './admission-words';
import { listOpenTransfers, offerAdmission, withdrawTransfer } from './api';
import { KeptNotice } from './kept-notice';
import { Selling } from './selling';
import { useAdmission } from './use-admission';

/** The ticket itself; it alone is printed. */
function AdmissionPass({ admission }: { admission: AdmissionDetail }): ReactNode {
  const { show, title, name, qr, id } = admission;
  const { tone, icon, label, detail } = describeAdmission(admission);
  return (
    <section className="pass admission" aria-labelledby="admission-title" data-print="">
      <div className="pass-main stack">
        <div aria-live="polite" data-testid="admission-state">
          <Chip tone={tone} icon={icon}>
            {label}
          </Chip>
        </div>
        <h2 id="admission-title">{admissionTitle(admission)}</h2>
        <dl className="facts">
          {show !== null && (
            <>
              <dt>When</dt>
              <dd>{formatInZone(show.startsAt, show.timeZone)}</dd>
              {show.doorsAt !== null && (
                <>
                  <dt>Doors</dt>
                  <dd>{formatInZone(show.doorsAt, show.timeZone)}</dd>
                </>
              )}
              <dt>Where</dt>
              <dd>{[show.venue.name, formatAddress(show.venue)].filter(Boolean).join(', ')}</dd>
              <dt>Ticket</dt>
              <dd>{title}</dd>
            </>
          )}
          <dt>For</dt>
          <dd>{placeWords(admission)}</dd>
          {name !== '' && (
            <>
              <dt>Name</dt>
              <dd>{name}</dd>
            </>
          )}
        </dl>
      </div>
      <div className="pass-side stack">
        {qr !== null && (
          <img
            className="qr admission-qr"
            src={`data:image/svg+xml,${encodeURIComponent(qr)}`}
            alt="The code for the door"
          />
        )}
        <p>{detail}</p>
        <p className="small soft">
          Ticket <span className="mono">{id}</span>
        </p>
      </div>
    </section>
  );
}

interface GivingProps {
  admission: AdmissionDetail;
  transfers: Resource<Transfer[]>;
}

/** Gives it to somebody else, or takes that back. */
function Giving({ admission, transfers }: GivingProps): ReactNode {
  const { id } = admission;
  const offer = transfers.data?.find(
    ({ direction, admissionId }) => direction === 'out' && admissionId === id,
  );
  return (
    <section className="card stack" aria-labelledby="giving">
      <h2 id="giving">Give it to somebody</h2>
      {offer === undefined ? (
        <Form
          fields={['email']}
          label="Give it to somebody"
          onSubmit={async (values) => {
            const email = text(values, 'email');
            await offerAdmission(id, email);
            showToast({ text: 'Offered', detail: `${email} can accept it now.` });
            transfers.refresh();
          }}
        >
          <TextField
            name="email"
            label="Their mail address"
            type="email"
            autoComplete="off"
            hint="It stays yours, and your code good, until they accept."
          />
          <div>
            <SubmitButton className="quiet">Offer it</SubmitButton>
          </div>
        </Form>
      ) : (
        <>
          <p>
            Offered to <strong>{offer.email}</strong>. Your code is good until they accept.
          </p>
          <div>
            <ConfirmButton
              label="Take it back"
              question="Take the offer back?"
              explanation={`${offer.email} can’t accept it any more.`}
              keepLabel="Leave it"
              onConfirm={async () => {
                await withdrawTransfer(offer.id);
                transfers.refresh();
              }}
            />
          </div>
        </>
      )}
    </section>
  );
}

const actions: Record<string, string> = {
  issued: 'Issued',
  'checked-in': 'Let in',
  'check-in-undone': 'Letting in taken back',
  transferred: 'Given to somebody else',
  refunded: 'Refunded',
  'show-cancelled': 'The event was cancelled',
  listed: 'Put on sale',
  unlisted: 'Taken off sale',
  surrendered: 'Reserved by a buyer',
  returned: 'Not paid: yours again',
  resold: 'Sold to somebody else',
};

function History({ history }: Pick<AdmissionDetail, 'history'>): ReactNode {
  return (
    <section className="card stack" aria-labelledby="history">
      <h2 id="history">What happened to it</h2>
      <ul className="plain stack">
        {history.map(({ at, action, gate }) => (
          <li key={`${at} ${action}`}>
            {actions[action] ?? action}
            {gate !== undefined && ` at ${gate}`}
            <br />
            <span className="small soft">{formatDateTime(at)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export default function AdmissionPage(): ReactNode {
  const { id = '' } = useParams();
  const resource = useAdmission(id, useUser());
  const transfers = useResource('transfers', listOpenTransfers);
  useLiveRefresh('admission', resource.refresh, id);
  return (
    <Page title={resource.data ? admissionTitle(resource.data) : 'Ticket'}>
      <ResourceView resource={resource} loading={<Skeleton count={2} height={300} className="two-columns" />}>
        {(admission) => (
          <div className="two-columns">
            <div className="stack">
              {resource.isKept && <KeptNotice />}
              <AdmissionPass admission={admission} />
            </div>
            <aside className="stack" aria-label="About this ticket">
              {admission.status !== 'void' && (
                <div className="row">
                  <button type="button" className="button quiet" onClick={() => print()}>
                    Print
                  </button>
                  <a
                    className="button quiet"
                    href={`/api/admissions/${id}/pdf`}
                    target="_blank"
                    rel="noreferrer"
                  >
                    PDF
                  </a>
                  {admission.show !== null && (
                    <a className="button quiet" href={`/api/admissions/${id}/ics`} download="">
                      Calendar
                    </a>
                  )}
                  {admission.wallets.apple !== null && (
                    <a className="button quiet" href={admission.wallets.apple}>
                      Apple Wallet
                    </a>
                  )}
                  {admission.wallets.google !== null && (
                    <a
                      className="button quiet"
                      href={admission.wallets.google}
                      target="_blank"
                      rel="noreferrer"
                    >
                      Google Wallet
                    </a>
                  )}
                </div>
              )}
              {admission.status === 'valid' && <Giving admission={admission} transfers={transfers} />}
              {!resource.isKept && <Selling admission={admission} onChanged={resource.refresh} />}
              <History history={admission.history} />
            </aside>
          </div>
        )}
      </ResourceView>
    </Page>
  );
}
