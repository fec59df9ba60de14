import { str } from 'envalid';
import { ConfigError } from './read-settings';
import {
  key,
  keyRing,
  flag,
  socketAddress,
  token,
  webUrl,
  wholeNumber,
  type SocketAddress,
} from './validators';

/** Files of cases: what they may be, and how they are kept. */
export const FILE_SCHEMA = {
  THAW_EVIDENCE_LIMIT_BYTES: wholeNumber(1)({ default: 20 * 1024 ** 2, desc: 'Largest evidence file' }),
  THAW_FILE_KEY: key({
    default: undefined,
    desc: 'Key under which the keys of files are kept: 32 bytes in base64; absent: files of cases lie plain',
  }),
  THAW_FILE_KEY_ID: str({ default: 'f1', desc: 'Name of that key, stored with each file' }),
  THAW_FILE_OLD_KEYS: keyRing({
    default: [],
    desc: 'Earlier keys of files, to read by: name=key, separated by commas',
  }),
  THAW_CLAMD: socketAddress({
    default: undefined,
    desc: 'clamd of ClamAV, which scans files of cases: host:port, or unix:/path; absent: none are scanned',
  }),
  THAW_S3_BUCKET: str({
    default: '',
    desc: 'Bucket that files of cases lie in, by the S3 protocol; absent: THAW_BLOB_DIR',
  }),
  THAW_S3_PREFIX: str({ default: '', desc: 'What their names in it begin with' }),
  THAW_S3_ENDPOINT: webUrl({ default: '', desc: 'Where it is reached; absent: at AWS' }),
  THAW_S3_REGION: str({ default: 'us-east-1', desc: 'Region of the bucket' }),
  THAW_S3_PATH_STYLE: flag({
    default: false,
    desc: 'Whether the bucket stands in the path, not in the host',
  }),
  THAW_S3_ACCESS_KEY_ID: token({ default: '', desc: 'What the desk is called there' }),
  THAW_S3_SECRET_ACCESS_KEY: token({ default: '', desc: 'What the desk is known by there' }),
  THAW_PICTURE_PIXELS: wholeNumber(1)({
    default: 100_000_000,
    desc: 'Most pixels of a picture among evidence',
  }),
  THAW_MERCHANT_FILES: wholeNumber(1)({
    default: 5_000,
    desc: 'Most files that one merchant hands in, on all cases together',
  }),
  THAW_MERCHANT_BYTES: wholeNumber(1)({ default: 10 * 1024 ** 3, desc: 'Most bytes of all of them' }),
};

export interface FileKey {
  readonly id: string;
  readonly key: Buffer;
}

/** A bucket that speaks S3. The secret is one. */
export interface BucketSettings {
  readonly bucket: string;
  /** Before each key; it may be empty. */
  readonly prefix: string;
  /** Null: AWS's own, by region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly pathStyle: boolean;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface FileSettings {
  /** Null: they lie on disk. */
  readonly bucket: BucketSettings | null;
  readonly keys: {
    /** What is stored from now on is sealed under it. Null: it lies plain. */
    readonly current: FileKey | null;
    /** What was stored before is read by these too. */
    readonly old: readonly FileKey[];
  };
  /** Where clamd listens. Null: files are not scanned. */
  readonly scanner: SocketAddress | null;
  /** Of one picture. */
  readonly mostPixels: number;
  /** Of one merchant, on all cases together. */
  readonly merchantFiles: number;
  readonly merchantBytes: number;
}

interface Values {
  readonly THAW_S3_BUCKET: string;
  readonly THAW_S3_PREFIX: string;
  readonly THAW_S3_ENDPOINT: string;
  readonly THAW_S3_REGION: string;
  readonly THAW_S3_PATH_STYLE: boolean;
  readonly THAW_S3_ACCESS_KEY_ID: string;
  readonly THAW_S3_SECRET_ACCESS_KEY: string;
  readonly THAW_FILE_KEY: unknown;
  readonly THAW_FILE_KEY_ID: string;
  readonly THAW_FILE_OLD_KEYS: readonly FileKey[];
  readonly THAW_CLAMD: SocketAddress | '' | undefined;
  readonly THAW_PICTURE_PIXELS: number;
  readonly THAW_MERCHANT_FILES: number;
  readonly THAW_MERCHANT_BYTES: number;
}

/** @throws ConfigError where a key has the name of another. */
export function filesOf(values: Values): FileSettings {
  const key = values.THAW_FILE_KEY;
  const current = Buffer.isBuffer(key) ? { id: values.THAW_FILE_KEY_ID, key } : null;
  const old = values.THAW_FILE_OLD_KEYS;
  const ids = [...old, ...(current ? [current] : [])].map(({ id }) => id);
  if (new Set(ids).size < ids.length)
    throw new ConfigError([
      'THAW_FILE_OLD_KEYS: each key needs a name of its own, THAW_FILE_KEY_ID among them',
    ]);
  return {
    keys: { current, old },
    bucket: bucketOf(values),
    scanner: values.THAW_CLAMD || null,
    mostPixels: values.THAW_PICTURE_PIXELS,
    merchantFiles: values.THAW_MERCHANT_FILES,
    merchantBytes: values.THAW_MERCHANT_BYTES,
  };
}

/** @throws ConfigError naming what a bucket needs beside its name. */
function bucketOf(values: Values): BucketSettings | null {
  if (values.THAW_S3_BUCKET === '') return null;
  const missing = (['THAW_S3_ACCESS_KEY_ID', 'THAW_S3_SECRET_ACCESS_KEY'] as const).filter(
    (name) => values[name] === '',
  );
  if (missing.length > 0)
    throw new ConfigError(
      missing.map((name) => `${name}: is missing (${FILE_SCHEMA[name].desc ?? ''}, at THAW_S3_BUCKET)`),
    );
  return {
    bucket: values.THAW_S3_BUCKET,
    prefix: values.THAW_S3_PREFIX,
    endpoint: values.THAW_S3_ENDPOINT || null,
    region: values.THAW_S3_REGION,
    pathStyle: values.THAW_S3_PATH_STYLE,
    accessKeyId: values.THAW_S3_ACCESS_KEY_ID,
    secretAccessKey: values.THAW_S3_SECRET_ACCESS_KEY,
  };
}
