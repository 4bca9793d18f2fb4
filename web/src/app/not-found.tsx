import type { ReactNode } from 'react';
import { Link } from '../lib/router/link';
import { paths } from '../lib/router/routes';
import { Page } from '../ui/page';
import { Empty } from '../ui/states';

export function NotFoundPage(): ReactNode {
  return (
    <Page title="Page not found">
      <Empty icon="search" title="There is no page at this address">
        <Link to={paths.browse} className="button">
          Browse tickets
        </Link>
      </Empty>
    </Page>
  );
}
