/** What has a heading of its own. */
const REGIONS = 'li, section, article, dialog, main';

function findHeading(element: Element | undefined): HTMLElement | null {
  const region = element?.closest(REGIONS);
  if (!region) return document.querySelector('h1');
  return region.querySelector<HTMLElement>('h1, h2, h3') ?? findHeading(region.parentElement ?? undefined);
}

/**
 * Keeps the focus from falling to the body: when the control that has it is removed, it goes to the heading of what the
 * control stood in, as far as that is left.
 */
export function keepFocus(): void {
  /** What has the focus, and all that it stands in, inmost first. */
  let path: Element[] = [];
  document.addEventListener('focusin', (event) => {
    path = event.composedPath().filter((target) => target instanceof Element);
  });
  document.addEventListener('focusout', ({ target }) => {
    // Who presses beside all controls wants the focus nowhere.
    queueMicrotask(() => {
      if (document.activeElement === document.body && path[0] === target && path[0].isConnected) path = [];
    });
  });
  new MutationObserver(() => {
    if (document.activeElement !== document.body || path[0]?.isConnected !== false) return;
    const heading = findHeading(path.find(({ isConnected }) => isConnected));
    path = [];
    if (heading === null) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }).observe(document, { childList: true, subtree: true });
}
