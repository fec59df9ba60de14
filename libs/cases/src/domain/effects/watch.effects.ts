/** What became of hits of the watch: trading is taken back, or not given back, or the watch goes on all the same. */
export type HitAnswer = 'refrozen' | 'stopped' | 'kept';

export type WatchEffect = { readonly kind: 'answer_hits'; readonly answer: HitAnswer };
