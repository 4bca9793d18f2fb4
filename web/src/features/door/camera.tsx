import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Problem } from '../../ui/states';

/** Milliseconds between two looks. */
const LOOK_MS = 120;
/** Milliseconds for which a code that stays before the camera is read once. */
const SAME_MS = 3_000;
/** Pixels at which a picture is read, in width. */
const READ_WIDTH = 640;

/** https://developer.mozilla.org/docs/Web/API/BarcodeDetector */
interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats: () => Promise<string[]>;
}

type Read = (video: HTMLVideoElement) => Promise<string | undefined>;

/** The browser's own reader of QR codes, else a library's. */
async function findReader(): Promise<Read> {
  const Class = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (Class && (await Class.getSupportedFormats()).includes('qr_code')) {
    const detector = new Class({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const { default: decodeQr } = await import('./decode-qr');
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (video) => {
    canvas.width = Math.min(READ_WIDTH, video.videoWidth);
    canvas.height = Math.round((video.videoHeight * canvas.width) / video.videoWidth);
    context?.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = context?.getImageData(0, 0, canvas.width, canvas.height);
    return Promise.resolve(picture && decodeQr(picture));
  };
}

/** Looks through the device's camera and calls back for each code that it is shown. */
export function Camera({ onCode }: { onCode: (code: string) => void }): ReactNode {
  const video = useRef<HTMLVideoElement>(null);
  const latest = useRef(onCode);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    latest.current = onCode;
  });

  useEffect(() => {
    let stopped = false;
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const start = async (): Promise<void> => {
      const [read, opened] = await Promise.all([
        findReader(),
        navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }),
      ]);
      stream = opened;
      const element = video.current;
      if (stopped || !element) return stop();
      element.srcObject = opened;
      await element.play();
      let [last, lastAt] = ['', 0];
      const look = async (): Promise<void> => {
        const code = element.videoWidth > 0 ? await read(element).catch(() => undefined) : undefined;
        if (stopped) return;
        if (code !== undefined && (code !== last || Date.now() - lastAt > SAME_MS)) latest.current(code);
        if (code !== undefined) [last, lastAt] = [code, Date.now()];
        timer = setTimeout(() => void look(), LOOK_MS);
      };
      await look();
    };
    const stop = (): void => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    start().catch(() => {
      if (!stopped) setProblem('The camera can’t be used. Allow it in the browser, or type the code.');
    });
    return () => {
      stopped = true;
      clearTimeout(timer);
      stop();
    };
  }, []);

  if (problem !== undefined) return <Problem text={problem} />;
  return <video ref={video} className="camera" muted playsInline aria-label="What the camera sees" />;
}
