import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { mongo } from 'mongoose';

/** Where a process dies: with the n-th command from now, before the server has it or before its answer is there. */
export interface CutPoint {
  /** From 1. */
  readonly command: number;
  readonly moment: 'before' | 'after';
}

/** A link to MongoDB that a spec cuts at a chosen command, as the end of the process would. */
export interface CutLink {
  readonly port: number;
  /**
   * Counts the commands anew, and cuts all connections at `point`, if given; until `heal` none is let through then.
   * @returns settled once they are cut
   */
  arm(point?: CutPoint): Promise<void>;
  /** Lets connections through again. */
  heal(): void;
  /** Commands since `arm`, without those by which the driver looks after its connections. */
  readonly commands: number;
  readonly isCut: boolean;
  /** The sessions that these commands were part of. */
  readonly sessions: readonly mongo.Document[];
  close(): Promise<void>;
}

const upkeep = new Set(['hello', 'ismaster', 'isMaster', 'ping', 'endSessions', 'killCursors']);
const OP_MSG = 2013;
/** Of an OP_MSG: four numbers, the flags and the kind of the first section. */
const DOCUMENT_AT = 21;

/** Opens a link to a local port. */
export async function openCutLink(target: number): Promise<CutLink> {
  const pairs = new Set<readonly [near: Socket, far: Socket]>();
  let point: CutPoint | undefined;
  let commands = 0;
  let isCut = false;
  let resolveCut = (): void => undefined;
  let sessions: mongo.Document[] = [];

  const cut = (): void => {
    isCut = true;
    resolveCut();
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };

  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(target, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    let dies = false;
    const readFrames = splitFrames((frame) => {
      const command = readCommand(frame);
      if (isCut) return;
      if (command) {
        commands += 1;
        if (command['lsid']) sessions.push(command['lsid'] as mongo.Document);
        if (commands === point?.command) {
          if (point.moment === 'before') return cut();
          dies = true;
        }
      }
      far.write(frame);
    });
    near.on('data', readFrames);
    far.on('data', (data) => (dies && point ? cut() : near.write(data)));
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    arm(at) {
      [point, commands, sessions] = [at, 0, []];
      return new Promise((resolve) => (resolveCut = resolve));
    },
    heal() {
      [point, isCut] = [undefined, false];
    },
    get commands() {
      return commands;
    },
    get isCut() {
      return isCut;
    },
    get sessions() {
      return sessions;
    },
    close() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Each message of MongoDB's protocol begins with its length. */
function splitFrames(handle: (frame: Buffer) => void): (data: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      handle(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  };
}

/** @returns the command, unless it is the driver's own upkeep */
function readCommand(frame: Buffer): mongo.Document | undefined {
  if (frame.readInt32LE(12) !== OP_MSG) return undefined;
  const length = frame.readInt32LE(DOCUMENT_AT);
  const document = mongo.BSON.deserialize(frame.subarray(DOCUMENT_AT, DOCUMENT_AT + length), {
    promoteBuffers: false,
  });
  return upkeep.has(Object.keys(document)[0] ?? '') ? undefined : document;
}
