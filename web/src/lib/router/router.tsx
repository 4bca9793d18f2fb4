import {
  type ReactNode,
  createContext,
  startTransition,
  use,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Params } from './match';

export interface Location {
  pathname: string;
  /** With its question mark; empty without a query. */
  search: string;
  /** Names this entry of the history. */
  key: string;
}

export interface NavigateOptions {
  replace?: boolean;
}

export type Navigate = (to: string, options?: NavigateOptions) => void;

interface RouterState {
  location: Location;
  navigate: Navigate;
}

const RouterContext = createContext<RouterState | null>(null);
export const ParamsContext = createContext<Params>({});

function readLocation(): Location {
  const state = history.state as { key?: unknown } | null;
  const key = typeof state?.key === 'string' ? state.key : 'first';
  return { pathname: location.pathname, search: location.search, key };
}

let entries = 0;

/**
 * Follows the address. A page stays until the next one has loaded, a step back returns to where it was scrolled to, and
 * any other step begins at the top.
 */
export function Router({ children }: { children: ReactNode }): ReactNode {
  const [shown, setShown] = useState(readLocation);
  const positions = useRef(new Map<string, number>());
  const current = useRef(shown.key);

  const go = useCallback(() => {
    const next = readLocation();
    current.current = next.key;
    startTransition(() => setShown(next));
  }, []);

  const navigate = useCallback<Navigate>(
    (to, { replace = false } = {}) => {
      positions.current.set(current.current, scrollY);
      entries += 1;
      const state = { key: `${Date.now()}-${entries}` };
      if (replace) history.replaceState(state, '', to);
      else history.pushState(state, '', to);
      go();
    },
    [go],
  );

  useEffect(() => {
    history.scrollRestoration = 'manual';
    const stepped = (): void => {
      positions.current.set(current.current, scrollY);
      go();
    };
    // A reload is the browser's to restore.
    const leaving = (): void => {
      history.scrollRestoration = 'auto';
    };
    addEventListener('popstate', stepped);
    addEventListener('pagehide', leaving);
    return () => {
      removeEventListener('popstate', stepped);
      removeEventListener('pagehide', leaving);
    };
  }, [go]);

  const first = useRef(true);
  useLayoutEffect(() => {
    if (first.current) first.current = false;
    else scrollTo(0, positions.current.get(shown.key) ?? 0);
  }, [shown.key]);

  const state = useMemo(() => ({ location: shown, navigate }), [shown, navigate]);
  return <RouterContext value={state}>{children}</RouterContext>;
}

function useRouter(): RouterState {
  const router = use(RouterContext);
  if (router === null) throw new Error('There is no Router around this');
  return router;
}

export function useLocation(): Location {
  return useRouter().location;
}

export function useNavigate(): Navigate {
  return useRouter().navigate;
}

/** The parameters of the page's own path. */
export function useParams(): Params {
  return use(ParamsContext);
}

/** The query of the address, and a way to replace it by another one as a new entry of the history. */
export function useSearchParams(): [
  URLSearchParams,
  (next: URLSearchParams | Record<string, string>) => void,
] {
  const { location: shown, navigate } = useRouter();
  const parameters = useMemo(() => new URLSearchParams(shown.search), [shown.search]);
  const set = useCallback(
    (next: URLSearchParams | Record<string, string>) => {
      const text = new URLSearchParams(next).toString();
      navigate(text === '' ? shown.pathname : `${shown.pathname}?${text}`);
    },
    [navigate, shown.pathname],
  );
  return [parameters, set];
}
