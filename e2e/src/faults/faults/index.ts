import type { Fault } from '../fault';
import { consumerRestart } from './consumers';
import { crashPoints } from './crash-points';
import { fullDisks } from './disks';
import { doors } from './doors';
import { linkCut, linkLatency, linkSilence, linkSlowClose } from './links';
import { mix } from './mix';
import { restarts, sigstop } from './processes';
import { providers } from './providers';
import { oneTicket, oneUuid } from './races';
import { queue } from './queue';
import { redisFlush } from './redis-flush';
import { brokerKill, mongoKill, redisKill } from './servers';
import { carts, refundPlaces, rush } from './rush';
import { sessionsEnd } from './sessions';
import { streamCut } from './streams';
import { versions } from './versions';

/** Every fault, in the order in which they are run. */
export const faults: readonly Fault[] = [
  rush,
  carts,
  refundPlaces,
  queue,
  oneTicket,
  oneUuid,
  ...crashPoints,
  sigstop,
  brokerKill,
  mongoKill,
  redisKill,
  redisFlush,
  sessionsEnd,
  ...doors,
  consumerRestart,
  versions,
  providers,
  linkLatency,
  linkCut,
  linkSilence,
  linkSlowClose,
  streamCut,
  ...fullDisks,
  restarts,
  mix,
];
