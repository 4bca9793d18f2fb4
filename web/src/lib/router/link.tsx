import { type ComponentProps, type MouseEvent, type ReactNode, useEffect } from 'react';
import { isActive } from './match';
import { useLocation, useNavigate } from './router';

interface LinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  to: string;
}

/** A link within the site; with a modifier key or another button it is an ordinary one. */
export function Link({ to, onClick, ...rest }: LinkProps): ReactNode {
  const navigate = useNavigate();
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !plain) return;
    event.preventDefault();
    navigate(to);
  };
  return <a {...rest} href={to} onClick={follow} />;
}

/** A link that is marked as current on its page, and unless `end` on those below it. */
export function NavLink({ end = false, ...rest }: LinkProps & { end?: boolean }): ReactNode {
  const { pathname } = useLocation();
  return <Link {...rest} aria-current={isActive(rest.to, pathname, end) ? 'page' : undefined} />;
}

/** Leads elsewhere as soon as it is shown, without leaving an entry in the history. */
export function Redirect({ to }: { to: string }): ReactNode {
  const navigate = useNavigate();
  useEffect(() => navigate(to, { replace: true }), [navigate, to]);
  return null;
}
