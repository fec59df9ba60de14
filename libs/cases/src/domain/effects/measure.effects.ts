import type { MeasureDraft } from '@thaw/registry/measures';
import type { MeasureAfter } from '../payloads';

/** Measures, and the commands to the terminal system. */
export type MeasureEffect =
  | { readonly kind: 'impose_measures'; readonly measures: readonly MeasureDraft[] }
  | { readonly kind: 'command_measures'; readonly measuresAfter: readonly MeasureAfter[] }
  | { readonly kind: 'retry_commands' }
  | { readonly kind: 'stop_commands' };
