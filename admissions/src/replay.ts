import { runReplay } from '@ticketing/common/replay';
import { replaySources } from './events/replays';

runReplay('admissions', replaySources);
