import { runService } from '@ticketing/common';
import { environment } from './environment';
import { start } from './start';

runService({ name: 'support', environment, start });
