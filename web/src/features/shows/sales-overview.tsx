import { Fragment, type ReactNode } from 'react';
import { getSales, listSalesDays, listShowSales, type ShowsWanted, type ShowWithSales } from './sales-api';
import { netSales } from './refund-words';
import { DayChart } from './sales-by-day';
import { SalesTable } from './sales-table';
import { groupByCurrency } from './sold-days';
import type { SoldDay } from '../../lib/api/types';
import { usePages } from '../../lib/data/use-pages';
import { useResource } from '../../lib/data/use-resource';
import { useLiveRefresh } from '../../lib/live/live-context';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { formatInZone, formatMoney } from '../../lib/words/format';
import { Chip } from '../../ui/chip';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { Empty, ResourceView, Skeleton } from '../../ui/states';

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

async function getOverview(signal: AbortSignal) {
  const [sales, days] = await Promise.all([getSales(signal), listSalesDays(timeZone, signal)]);
  return { ...sales, days };
}

/** The figures of all, and below them, once their height is known, the events. */
function Overview(): ReactNode {
  const resource = useResource('sales', getOverview);
  useLiveRefresh('ticket', resource.refreshWhenIdle);
  return (
    <ResourceView resource={resource} loading={<Skeleton count={2} height={240} />}>
      {({ total, withoutShow, days }) => (
        <>
          {total.length === 0 ? (
            <Empty icon="receipt" title="You haven’t put a ticket on sale yet">
              <Link to={paths.newShow} className="button">
                Announce an event
              </Link>
            </Empty>
          ) : (
            <section className="card stack" aria-labelledby="total">
              <h2 id="total">Together</h2>
              <SalesTable label="Figures of all" sales={total} />
            </section>
          )}
          {total.length > 0 && <ByDay days={days} />}
          {withoutShow.length > 0 && (
            <section className="card stack" aria-labelledby="without-show">
              <h2 id="without-show">Tickets without an event</h2>
              <p className="small soft">With those that you sold again. They are in the figures above.</p>
              <SalesTable label="Figures of tickets without an event" sales={withoutShow} />
            </section>
          )}
          <ShowList when="upcoming" title="Events to come" none="No event of yours is still to start.">
            <ShowList when="past" title="Past events" none="No event of yours has started yet.">
              <ShowList when="cancelled" title="Cancelled events" />
            </ShowList>
          </ShowList>
        </>
      )}
    </ResourceView>
  );
}

function ByDay({ days }: { days: readonly SoldDay[] }): ReactNode {
  const byCurrency = groupByCurrency(days);
  return (
    <section className="card stack" aria-labelledby="by-day">
      <h2 id="by-day">Sold by day</h2>
      <p className="small soft">
        {byCurrency.length === 0 ? 'Nothing is sold yet.' : 'Net: without what was refunded.'}
      </p>
      {byCurrency.map(([currency, its]) => (
        <div key={currency} className="stack">
          {byCurrency.length > 1 && <h3>{currency.toUpperCase()}</h3>}
          <DayChart days={its} />
        </div>
      ))}
    </section>
  );
}

/** What was sold of a show, in a line. */
function ShowRow({ row: { show, sales } }: { row: ShowWithSales }): ReactNode {
  const isOff = show.status === 'cancelled';
  return (
    <Link to={paths.show(show.id)} className="line-item">
      <span className="grow">
        <strong>{show.title}</strong>
        <br />
        <span className="small soft">{formatInZone(show.startsAt, show.timeZone)}</span>
        {isOff && (
          <span className="small">
            <br />
            Does not take place: {show.cancelReason}
          </span>
        )}
        {sales.length === 0 ? (
          <span className="small soft">
            <br />
            No tickets
          </span>
        ) : (
          sales.map(({ currency, sold, held, free, taken, refunded }) => (
            <span key={currency} className="small">
              <br />
              {!isOff && `${sold} sold, ${held} held, ${free} free`}
              {refunded > 0 &&
                `${isOff ? '' : ', '}${formatMoney(taken, currency)} gross, ${formatMoney(refunded, currency)} refunded`}
            </span>
          ))
        )}
      </span>
      {isOff && <Chip tone="bad">Cancelled</Chip>}
      <span className="price">
        {sales.map((each, nth) => (
          <Fragment key={each.currency}>
            {nth > 0 && <br />}
            {formatMoney(netSales(each), each.currency)} <span className="small soft">net</span>
          </Fragment>
        ))}
      </span>
    </Link>
  );
}

/** A list of events, and what stands below it once it is there: nothing that is read moves. */
function ShowList({
  when,
  title,
  none,
  children,
}: {
  when: ShowsWanted;
  title: string;
  /** What is said where there are none; nothing, not even the title, if not given. */
  none?: string;
  children?: ReactNode;
}): ReactNode {
  const pages = usePages(`show-sales:${when}`, (next, signal) => listShowSales(when, next, signal));
  useLiveRefresh('ticket', pages.refreshInPlace);
  if (none === undefined && pages.items?.length === 0) return null;
  return (
    <>
      <section className="stack" aria-labelledby={when}>
        <h2 id={when}>{title}</h2>
        <PagedList
          pages={pages}
          label={title}
          itemHeight={96}
          skeletons={2}
          empty={<p className="soft">{none}</p>}
        >
          {(row) => <ShowRow row={row} />}
        </PagedList>
      </section>
      {pages.items && children}
    </>
  );
}

/** What somebody sold over all events and tickets. */
export default function SalesOverviewPage(): ReactNode {
  return (
    <Page
      title="Sales"
      lead="All your events and tickets; each currency by itself."
      actions={
        <Link to={paths.myShows} className="button quiet">
          My events
        </Link>
      }
    >
      <div className="stack">
        <Overview />
      </div>
    </Page>
  );
}
