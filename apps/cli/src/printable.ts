/**
 * Text of a stranger, on its way to a terminal or a page: without control and format characters, which steer terminals
 * and turn the reading direction. Line breaks are control characters too.
 */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD');
