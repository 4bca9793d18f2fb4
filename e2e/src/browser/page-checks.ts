import { readFileSync } from 'node:fs';
import type { BrowserContext, Locator, Page } from 'playwright-core';

// Put into the page over the browser's debugging port, which its Content-Security-Policy doesn't concern.
const AXE_SOURCE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** What a page says itself. The news in the corner may say the same at any moment. */
export const main = (page: Page): Locator => page.locator('main');

/** What stands over every page when the site can’t be reached. */
export const banner = (page: Page): Locator => page.locator('.banner');

/** What axe finds wrong with a page as it is now, one line for each rule. */
export async function violations(page: Page): Promise<string[]> {
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(AXE_SOURCE);
  const found = await page.evaluate<Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)",
  );
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
  );
}

/** Lets all pages of a window note how much of what they show moves without being asked to. */
export async function watchLayoutShift(context: BrowserContext): Promise<void> {
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
export function layoutShift(page: Page): Promise<{ total: number; what: string[] }> {
  return page.evaluate('window.shifts');
}

/** Runs in the page: gives the focus to one control after the other, and tells which of them don't show it. */
const FOCUS_CHECK = `(() => {
  const name = (element) => (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40) ||
    element.name || element.id;
  const faults = [];
  const controls = document.querySelectorAll('a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex="0"]');
  const open = document.querySelector('dialog[open], :popover-open');
  let seen = 0;
  for (const control of controls) {
    if (control.type === 'hidden' || !control.checkVisibility({ visibilityProperty: true })) continue;
    if (open !== null && !open.contains(control)) continue;
    seen += 1;
    control.focus();
    const said = control.tagName.toLowerCase() + ' "' + name(control) + '" ';
    if (document.activeElement !== control) { faults.push(said + 'takes no focus'); continue; }
    const style = getComputedStyle(control);
    if (!control.matches(':focus-visible') || style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2)
      faults.push(said + 'has no ring');
    const box = control.getBoundingClientRect();
    const at = (low, high, size) => (Math.max(low, 0) + Math.min(high, size)) / 2;
    const x = at(box.left, box.right, document.documentElement.clientWidth);
    const y = at(box.top, box.bottom, innerHeight);
    const top = document.elementFromPoint(x, y);
    // News in the corner goes away by itself.
    if (top === null || !(control.contains(top) || top.contains(control) || top.closest('.toasts')))
      faults.push(said + 'is covered by ' + (top === null ? 'the edge' : top.tagName + '.' + top.className));
  }
  return { seen, faults };
})()`;

/** Controls that show no focus ring, or lie under something else when they have the focus. */
export async function hiddenFocus(page: Page): Promise<string[]> {
  // After a key the browser takes the focus for one of the keyboard.
  await page.keyboard.press('Tab');
  const { seen, faults } = await page.evaluate<{ seen: number; faults: string[] }>(FOCUS_CHECK);
  return seen > 0 ? faults : ['there is nothing to give the focus to'];
}

/** Whether a control has the focus. */
export async function hasFocus(control: Locator): Promise<boolean> {
  return (await control.and(control.page().locator(':focus')).count()) === 1;
}

/** Waits until a control has the focus, which a page may give it a moment after it is there. */
export async function focused(control: Locator): Promise<void> {
  await control.and(control.page().locator(':focus')).waitFor();
}

/** Presses Tab until a control has the focus. @throws when a hundred presses don't get there */
export async function tabTo(control: Locator): Promise<void> {
  await control.waitFor();
  for (let presses = 0; presses < 100; presses += 1) {
    if (await hasFocus(control)) return;
    await control.page().keyboard.press('Tab');
  }
  throw new Error(`Tab doesn't lead to ${String(control)}`);
}
