import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from '../../lib/router/router';

/**
 * The token of the link that led here; empty without one. It leaves the address at once, so that it stays in no history
 * and in no picture of the page.
 */
export function useMailedToken(): string {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  useEffect(() => {
    if (location.hash !== '') navigate(pathname, { replace: true });
  }, [navigate, pathname]);
  return token;
}
