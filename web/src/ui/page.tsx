import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from '../lib/router/router';

interface PageProps {
  title: string;
  /** Shown instead of the title when given; the title still names the tab. */
  heading?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
}

let navigations = 0;

/** A page's frame: names the tab, and moves the focus to its heading after a navigation within the site. */
export function Page({ title, heading, lead, actions, narrow = false, children }: PageProps): ReactNode {
  const element = useRef<HTMLHeadingElement>(null);
  const { key } = useLocation();
  useEffect(() => {
    document.title = `${title} · Ticketing`;
  }, [title]);
  useEffect(() => {
    // The first page of a visit keeps the browser's own starting point.
    if (navigations > 0) element.current?.focus({ preventScroll: true });
    navigations += 1;
  }, [key]);
  return (
    <div className={`page ${narrow ? 'narrow centred' : ''}`}>
      <div className="page-head">
        <div>
          <h1 ref={element} tabIndex={-1}>
            {heading ?? title}
          </h1>
          {lead !== undefined && <p>{lead}</p>}
        </div>
        {actions}
      </div>
      {children}
    </div>
  );
}
