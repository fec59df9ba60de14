import { fields, oneOf, optional, text, type ShapesOf } from './shape-checks';

/** Ways by which a letter reaches a merchant outside of the portal; by phone it is read out. */
export const DELIVERY_CHANNELS = ['in_person', 'post', 'courier', 'phone', 'email'] as const;
export type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number];

export interface DeliveryPayloads {
  record_delivery: {
    letterId: string;
    channel: DeliveryChannel;
    /** YYYY-MM-DD in the desk's zone. */
    receivedOn: string;
    /** A file of the case, e.g. the signed receipt. */
    proofId?: string | null;
    /** Who took it, and how it is known. */
    text: string;
  };
}

export const DELIVERY_SHAPES: ShapesOf<DeliveryPayloads> = {
  record_delivery: fields({
    letterId: text,
    channel: oneOf(...DELIVERY_CHANNELS),
    receivedOn: text,
    proofId: optional(text),
  }),
};
