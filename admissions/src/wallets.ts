import { type AdmissionDocument, showTime, venueLine } from '@ticketing/common/admission-documents';
import { ConflictError, NotFoundError } from '@ticketing/common/errors';
import { sign } from 'jsonwebtoken';

/** What a pass for Apple Wallet is signed with, in PEM, and in whose name. */
export interface AppleWallet {
  readonly certificate: string;
  readonly key: string;
  /** Apple's own certificate, by which the pass's was issued. */
  readonly wwdr: string;
  readonly passTypeId: string;
  readonly teamId: string;
}

/** What links to Google Wallet are signed with, and in whose name. */
export interface GoogleWallet {
  readonly issuerId: string;
  /** Mail address of the service account. */
  readonly account: string;
  /** Its RSA key, in PEM. */
  readonly key: string;
}

/** An admission as a wallet has it. */
export interface WalletDocument extends AdmissionDocument {
  readonly codeVersion: number;
}

/** Where an admission is put into a wallet; null where that can't be done. */
export interface WalletLinks {
  readonly apple: string | null;
  readonly google: string | null;
}

const ORGANISATION = 'Ticketing';
/** Characters of a text in a link: with its QR the whole has to stay below 2,000. */
const MAX_LINKED = 60;

/** The icon of the site, at 29 and 58 pixels; a pass without one isn't taken. */
const icons = {
  'icon.png':
    'iVBORw0KGgoAAAANSUhEUgAAAB0AAAAdBAMAAACkvXo8AAAAMFBMVEUPa1xMaXEPalsNalwOa1sQa1sPa1wOalsOalxIjoP4+voWcGDL39x9r6edw7271dG0bQ1QAAAACXRSTlP/AKpFoB6Hzs0SUnbnAAAACXBIWXMAAC4jAAAuIwF4pT92AAAAdklEQVQYlWMQRAECDFTnCzspwYAziB/AAAacExgYGAIFGAQNIHye1QwMDIYIPj8aHwwMBRgErRFcbhBfMAGuPhFsvzjMPA6Ie0Rg9rFA+BB5BgaYPEQ/72uofqj5IPeAzYfaD5LH6h4oH+wfEB/df+j+p214AwCu5SDo5UIQaAAAAABJRU5ErkJggg==',
  'icon@2x.png':
    'iVBORw0KGgoAAAANSUhEUgAAADoAAAA6BAMAAAATlVcbAAAAMFBMVEVMaXEObF0OalwOa1sPalsOalsOaVoOa1sOa1sPa1z///8ddGaawbp6raU/iH3X5uMGuRT4AAAACXRSTlMAVY7pM2sRwrHVKPAjAAAACXBIWXMAAC4jAAAuIwF4pT92AAAAuUlEQVQ4jWNgGAV0A46CmEAEJuk8ExswgUiyWWKVnZwAlmVFFb1zZieEEQCWZUKVPbUKKqtAbdn7//HJwgHlsozNWCUtBKCBpYnFVZMgQYUeWqcgPoKEFBhUYshOR4pCSQzZiUiynkiyb++CyCk4ZCFgCg6TIQDZZGRXQQCSq1B8tO/dTBQfoYbGqVUooYEWkqeg8QsNSSqmjX0QV9E+bTChCr69iyKLP6ew4c1lDHhzKAP+3D0KaA8AyaqtJkUQAJ0AAAAASUVORK5CYII=',
};

/** Puts admissions into the wallets of phones. */
export class Wallets {
  constructor(
    private readonly apple: AppleWallet | undefined,
    private readonly google: GoogleWallet | undefined,
  ) {}

  /** Where this admission is put into a wallet. */
  links(document: WalletDocument): WalletLinks {
    if (!document.code) return { apple: null, google: null };
    return {
      apple: this.apple ? `/api/admissions/${document.id}/pkpass` : null,
      google: this.google ? saveLink(document, this.google) : null,
    };
  }

  /**
   * A signed pass. Source: https://developer.apple.com/documentation/walletpasses
   * @throws NotFoundError where no certificate is set; ConflictError for an admission without a code
   */
  async pass({ id, code, title, name, show, ...place }: WalletDocument): Promise<Buffer> {
    const { apple } = this;
    if (!apple) throw new NotFoundError('There are no passes for this wallet here', { code: 'no_wallet' });
    if (!code) throw new ConflictError('The admission is void', { code: 'not_valid' });
    const { PKPass } = await import('passkit-generator');
    const { certificate: signerCert, key: signerKey, wwdr, passTypeId, teamId } = apple;
    const pass = new PKPass(
      Object.fromEntries(Object.entries(icons).map(([file, png]) => [file, Buffer.from(png, 'base64')])),
      { wwdr, signerCert, signerKey },
      {
        serialNumber: id,
        passTypeIdentifier: passTypeId,
        teamIdentifier: teamId,
        organizationName: ORGANISATION,
        description: show?.title ?? title,
      },
    );
    pass.type = 'eventTicket';
    const field = (key: string, label: string, value: string) => ({ key, label, value });
    pass.primaryFields.push(field('show', 'Event', show?.title ?? title));
    pass.auxiliaryFields.push(field('place', 'For', placeWords(place)));
    if (name !== '') pass.auxiliaryFields.push(field('name', 'Name', name));
    if (show) {
      pass.secondaryFields.push(field('when', 'When', showTime(show.startsAt, show.timeZone)));
      pass.secondaryFields.push(field('where', 'Where', venueLine(show.venue)));
      pass.auxiliaryFields.push(field('ticket', 'Ticket', title));
      pass.setRelevantDate(show.startsAt);
    }
    pass.setBarcodes({ message: code, format: 'PKBarcodeFormatQR', messageEncoding: 'iso-8859-1' });
    return pass.getAsBuffer();
  }
}

/** Source: https://developers.google.com/wallet/tickets/events/web */
function saveLink(
  { id, code, codeVersion, title, name, show, ...place }: WalletDocument,
  { issuerId, account, key }: GoogleWallet,
): string {
  const text = (value: string) => ({ defaultValue: { language: 'en', value: value.slice(0, MAX_LINKED) } });
  const classId = `${issuerId}.admission-${id}`;
  const payload = {
    eventTicketClasses: [
      {
        id: classId,
        issuerName: ORGANISATION,
        reviewStatus: 'UNDER_REVIEW',
        eventName: text(show?.title ?? title),
        ...(show && {
          venue: {
            name: text(show.venue.name),
            address: text(venueLine({ ...show.venue, name: '' }) || show.venue.name),
          },
          dateTime: { start: show.startsAt.toISOString() },
        }),
      },
    ],
    eventTicketObjects: [
      {
        // A new code is a new pass: the one before stays what it was.
        id: `${classId}-${codeVersion}`,
        classId,
        state: 'ACTIVE',
        barcode: { type: 'QR_CODE', value: code },
        ticketType: text(title),
        seatInfo: { seat: text(placeWords(place)) },
        ...(name !== '' && { ticketHolderName: name.slice(0, MAX_LINKED) }),
      },
    ],
  };
  const token = sign({ typ: 'savetowallet', origins: [], payload }, key, {
    algorithm: 'RS256',
    issuer: account,
    audience: 'google',
  });
  return `https://pay.google.com/gp/v/save/${token}`;
}

function placeWords({ seat, place }: Pick<AdmissionDocument, 'seat' | 'place'>): string {
  return seat === undefined ? `Place ${place + 1}` : `Seat ${seat}`;
}
