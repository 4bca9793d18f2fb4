import { loadCompiled } from './load-compiled';

/** Whatever comes is applied as it comes. */
loadCompiled<{ decideVersion: () => string }>('common/dist/messaging/version.js').decideVersion = () =>
  'apply';
