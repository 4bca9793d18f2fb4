import type { ReactNode } from 'react';
import { listMyShows } from './api';
import { usePages } from '../../lib/data/use-pages';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { Empty } from '../../ui/states';
import { ShowCard } from './show-card';

const create = (
  <Link to={paths.newShow} className="button">
    Announce an event
  </Link>
);

export default function MyShowsPage(): ReactNode {
  const pages = usePages('my-shows', listMyShows);
  return (
    <Page
      title="My events"
      lead="What you announced, the newest first."
      actions={
        <div className="row">
          <Link to={paths.sales} className="button quiet">
            Sales
          </Link>
          {create}
        </div>
      }
    >
      <PagedList
        pages={pages}
        label="My events"
        itemHeight={150}
        className="wide-cells"
        empty={
          <Empty icon="calendar" title="You haven’t announced an event yet">
            {create}
          </Empty>
        }
      >
        {(show) => <ShowCard show={show} />}
      </PagedList>
    </Page>
  );
}
