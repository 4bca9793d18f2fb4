import { Component, type ReactNode } from 'react';

/** Shows a way on when a page breaks, or when its file is gone because a newer version was deployed meanwhile. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="empty" role="alert">
        <h1>This page couldn’t be shown</h1>
        <p>The site may have been updated while it was open, or the connection was lost.</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          Load it again
        </button>
      </div>
    );
  }
}
