import { type ReactNode, useState } from 'react';
import { usePages } from '../../lib/data/use-pages';
import { Link } from '../../lib/router/link';
import { useParams } from '../../lib/router/router';
import { paths } from '../../lib/router/routes';
import { Chip } from '../../ui/chip';
import { ListSearch } from '../../ui/list-search';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { Empty } from '../../ui/states';
import type { Holder } from '../../lib/api/types';
import { holdersFile, listHolders } from './api';
import { Messages } from './messages';

function HolderRow({ name, email, title, seat, status }: Holder): ReactNode {
  return (
    <div className="line-item">
      <span className="grow">
        <strong>{name === '' ? email : name}</strong>
        <br />
        <span className="small soft">
          {[name !== '' && email, title, seat !== null && `seat ${seat}`].filter(Boolean).join(' · ')}
        </span>
      </span>
      {status === 'valid' && <Chip tone="good">To come</Chip>}
      {status === 'used' && <Chip tone="quiet">In</Chip>}
      {status === 'void' && <Chip tone="bad">Void</Chip>}
    </div>
  );
}

function Holders({ showId }: { showId: string }): ReactNode {
  const [query, setQuery] = useState('');
  const pages = usePages(`holders:${showId}:${query}`, (next, signal) =>
    listHolders(showId, query, next, signal),
  );
  return (
    <section className="stack" aria-labelledby="holders">
      <h2 id="holders">Who holds a ticket</h2>
      <ListSearch label="Name, mail address or seat" onSearch={setQuery} />
      <PagedList
        pages={pages}
        label="Holders"
        itemHeight={72}
        empty={
          <Empty icon="person" title={query === '' ? 'Nobody holds a ticket yet' : 'Nobody like that'} />
        }
      >
        {(holder) => <HolderRow {...holder} />}
      </PagedList>
    </section>
  );
}

export default function HoldersPage(): ReactNode {
  const { showId = '' } = useParams();
  return (
    <Page
      title="Holders"
      lead="Who bought your tickets or was given one."
      actions={
        <>
          <Link to={paths.door(showId)} className="button quiet">
            Door
          </Link>
          <a className="button quiet" href={holdersFile(showId)} download="">
            Download the list
          </a>
        </>
      }
    >
      <div className="two-columns">
        <Holders showId={showId} />
        <aside className="stack" aria-label="Messages">
          <Messages showId={showId} />
        </aside>
      </div>
    </Page>
  );
}
