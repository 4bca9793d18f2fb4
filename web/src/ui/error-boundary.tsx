import { Component, type ReactNode } from 'react';

interface ErrorBoundaryProps {
  /** Called when something below has broken, before it is shown again. */
  onBroken: () => void;
  children: ReactNode;
}

/**
 * Shows a way on when a page breaks, or when its file can't be had: the connection is away, or a newer version was
 * deployed meanwhile. It is tried again when the browser comes online.
 */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(): void {
    this.props.onBroken();
  }

  override componentDidMount(): void {
    addEventListener('online', this.tryAgain);
  }

  override componentWillUnmount(): void {
    removeEventListener('online', this.tryAgain);
  }

  private readonly tryAgain = (): void => {
    if (this.state.broken) this.setState({ broken: false });
  };

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <div className="empty" role="alert">
        <h1>This page couldn’t be shown</h1>
        <p>The connection was lost, or the site was updated while it was open.</p>
        <button
          type="button"
          className="button"
          // Loading the document anew without a connection would leave nothing of the site.
          onClick={() => (navigator.onLine ? location.reload() : this.tryAgain())}
        >
          Load it again
        </button>
      </div>
    );
  }
}
