import type { BrowserContext, Page } from 'playwright-core';

/** Lets all pages of a window note how much of what they show moves without being asked to. */
export async function watchShifts(context: BrowserContext): Promise<void> {
  await context.addInitScript(`window.shifts = { total: 0, what: [] };
    new PerformanceObserver((list) => {
      for (const { hadRecentInput, value, sources } of list.getEntries()) {
        // News in the corner comes and goes by itself, over the page.
        const isNews = ({ node }) => (node?.nodeType === 1 ? node : node?.parentElement)?.closest('.toasts');
        if (hadRecentInput || (sources.length > 0 && sources.every(isNews))) continue;
        window.shifts.total += value;
        for (const { node } of sources) window.shifts.what.push(node?.className || node?.nodeName);
      }
    }).observe({ type: 'layout-shift', buffered: true });`);
}

/** The page's layout shifts so far, as a score (https://web.dev/articles/cls), and what moved. */
export function shiftsOf(page: Page): Promise<{ total: number; what: string[] }> {
  return page.evaluate('window.shifts');
}
