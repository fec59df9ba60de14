import type { MeasureDraft, MeasureTerms } from '@thaw/registry/measures';
import type { Easing, MeasureAfter } from '../payloads';

/** Measures, and the commands to the terminal system. */
export type MeasureEffect =
  /** Those of a notice: the terminal system has carried them out. */
  | { readonly kind: 'impose_measures'; readonly measures: readonly MeasureDraft[] }
  /** One that the desk orders; `raises`: the measure whose place it takes. */
  | {
      readonly kind: 'order_measure';
      readonly measure: MeasureDraft;
      readonly raises: string | null;
      readonly confirmBy: Date;
    }
  | { readonly kind: 'confirm_measure'; readonly measureId: string }
  | { readonly kind: 'ease_measure'; readonly easing: Easing }
  /** `to`: what stands again; null: nothing. */
  | { readonly kind: 'end_measure'; readonly measureId: string; readonly to: MeasureTerms | null }
  | { readonly kind: 'command_measures'; readonly measuresAfter: readonly MeasureAfter[] }
  | { readonly kind: 'retry_commands' }
  | { readonly kind: 'retry_command'; readonly commandId: string }
  | { readonly kind: 'stop_commands' }
  | { readonly kind: 'stop_easing' }
  | {
      readonly kind: 'sign_commands';
      readonly commandIds: readonly string[];
      readonly proof: { readonly channel: string; readonly fileId: string | null; readonly noted: boolean };
    }
  | { readonly kind: 'countersign_commands'; readonly commandIds: readonly string[] };
