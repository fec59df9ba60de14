const LEAST = 32_768;

/**
 * Lets go of the cards that can take part in nothing any more, and says at how many it is to be done again: at twice as
 * many as were left, so that state stays within twice what its window needs and a card is looked at a fixed number of
 * times, however long the history is.
 */
export function forgetCards<T>(cards: Map<number, T>, isOver: (card: T) => boolean): number {
  for (const [cardNo, card] of cards) if (isOver(card)) cards.delete(cardNo);
  return Math.max(LEAST, 2 * cards.size);
}
