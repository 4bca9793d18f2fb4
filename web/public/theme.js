// Runs before the first paint, so that a chosen theme never flashes the other one.
try {
  const theme = globalThis.localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') globalThis.document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be switched off: the system's theme is used.
}
