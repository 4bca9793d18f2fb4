import { type ReactNode, useEffect, useState } from 'react';
import { ApiError, NetworkError, isTemporary, isTimeout, errorMessage } from '../lib/api/errors';
import { Icon, type IconName } from './icons';

/** Milliseconds after which somebody who waits is told that it isn't them. */
const LONG_MS = 3_000;

/** Grey shapes of the size of what is coming, so that nothing moves when it is there. */
export function Skeleton({
  count = 4,
  height = 104,
  className = '',
}: {
  count?: number;
  height?: number;
  className?: string | undefined;
}): ReactNode {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={`list bones ${className}`} aria-busy="true">
      <span className={long ? 'long-wait' : 'hidden-text'} role="status">
        {long ? 'This is taking longer than usual.' : 'Loading…'}
      </span>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="bone" style={{ height }} />
      ))}
    </div>
  );
}

/** Nothing here, and what to do about it. */
export function Empty(props: { icon: IconName; title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <Icon name={props.icon} size={32} />
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}

/** Why something that was asked for failed; nothing while there is nothing to say. */
export function Problem({ text }: { text: string | null | undefined }): ReactNode {
  return (
    text && (
      <p className="notice bad" role="alert">
        {text}
      </p>
    )
  );
}

type NoticeKind = 'good' | 'wait' | 'bad' | 'quiet';
const noticeIcons: Record<NoticeKind, IconName> = {
  good: 'check',
  wait: 'clock',
  bad: 'alert',
  quiet: 'receipt',
};

export function Notice({ kind, children }: { kind: NoticeKind; children: ReactNode }): ReactNode {
  return (
    <div className={`notice ${kind}`}>
      <Icon name={noticeIcons[kind]} />
      <div className="grow">{children}</div>
    </div>
  );
}

/** What could not be loaded, why, and the way on. */
export function Failure({ error, retry }: { error: unknown; retry: () => void }): ReactNode {
  const missing = error instanceof ApiError && (error.status === 404 || error.status === 401);
  const icon: IconName =
    error instanceof NetworkError && !isTimeout(error) ? 'cloud' : missing ? 'search' : 'alert';
  return (
    <div className="empty" role="alert">
      <Icon name={icon} size={32} />
      <h2>{missing ? 'This isn’t here, or isn’t yours to see' : errorMessage(error)}</h2>
      {isTemporary(error) && <p>We keep trying by ourselves.</p>}
      {error instanceof ApiError && error.correlationId !== undefined && error.status >= 500 && (
        <p className="small">
          If it stays like this, tell the help desk: <code>{error.correlationId}</code>
        </p>
      )}
      {!missing && (
        <button type="button" className="button quiet" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

interface ResourceViewProps<T> {
  resource: { data: T | undefined; error: unknown; refresh: () => void };
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}

/** What was loaded; else what is coming, or why it doesn't. Data that is already shown outlives a failed reload. */
export function ResourceView<T>({
  resource,
  loading = <Skeleton />,
  children,
}: ResourceViewProps<T>): ReactNode {
  if (resource.data !== undefined) return children(resource.data);
  if (resource.error !== undefined) return <Failure error={resource.error} retry={resource.refresh} />;
  return loading;
}
