export { replayStates, type ReplayOptions, type ReplayReport } from './replay-states';
export { runReplay } from './run-replay';
export { replaySource, type ReplaySource } from './source';
