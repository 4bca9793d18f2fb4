import type { ReactNode } from 'react';
import { endOtherSessions, endSession, listSessions } from '../../lib/api/account';
import { serverNow } from '../../lib/api/server-clock';
import type { AccountSession } from '../../lib/api/types';
import { useResource } from '../../lib/data/use-resource';
import { formatAgo, formatDateTime } from '../../lib/words/format';
import { Chip } from '../../ui/chip';
import { ConfirmButton } from '../../ui/dialog';
import { SettingsPage } from '../../ui/settings-page';
import { ResourceView, Skeleton } from '../../ui/states';

function SessionRow({ session, onEnded }: { session: AccountSession; onEnded: () => void }): ReactNode {
  const { id, device, address, firstSeen, lastSeen, current } = session;
  return (
    <div className="line-item">
      <div className="grow person">
        <strong>{device}</strong>
        <p className="small soft">
          Signed in {formatDateTime(firstSeen)} from {address.replace('…', 'x')}
          {!current && ` · last seen ${formatAgo(lastSeen, serverNow())}`}
        </p>
      </div>
      {current ? (
        <Chip tone="good">This one</Chip>
      ) : (
        <ConfirmButton
          label="End it"
          accessibleName={`End it: ${device}`}
          question="End this session?"
          explanation={`Whoever uses ${device} there is signed out at once.`}
          keepLabel="Leave it"
          className="small"
          onConfirm={async () => {
            await endSession(id);
            onEnded();
          }}
        />
      )}
    </div>
  );
}

export default function SessionsPage(): ReactNode {
  const sessions = useResource('sessions', listSessions);
  return (
    <SettingsPage
      title="Sessions"
      lead="Where you are signed in. End what you don’t know, and change your password then."
    >
      <ResourceView resource={sessions} loading={<Skeleton count={2} height={78} />}>
        {(known) => (
          <>
            <ul className="list" aria-label="Sessions">
              {known.map((session) => (
                <li key={session.id}>
                  <SessionRow session={session} onEnded={sessions.refresh} />
                </li>
              ))}
            </ul>
            {known.length > 1 && (
              <div>
                <ConfirmButton
                  label="End all others"
                  question="End all other sessions?"
                  explanation="Only this one is left; everywhere else you are signed out at once."
                  keepLabel="Leave them"
                  onConfirm={async () => {
                    await endOtherSessions();
                    sessions.refresh();
                  }}
                />
              </div>
            )}
          </>
        )}
      </ResourceView>
    </SettingsPage>
  );
}
