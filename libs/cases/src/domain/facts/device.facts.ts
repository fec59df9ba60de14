/** Who would trade, once trading is given back. */
export interface DeviceFacts {
  /** Whether a device is bound as the terminal now. */
  readonly deviceAtWork: boolean;
}
