import jsQR from 'jsqr';

/** The text of the QR code in a picture; undefined when none is seen. For browsers without `BarcodeDetector`. */
export default function decodeQr({ data, width, height }: ImageData): string | undefined {
  return jsQR(data, width, height, { inversionAttempts: 'dontInvert' })?.data;
}
