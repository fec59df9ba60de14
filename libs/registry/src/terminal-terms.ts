import { FEE_PROFILES, type FeeProfile } from '@thaw/kernel';
import { invalidRequest } from './invalid-request';
import { checkSite, type Site } from './site';
import type { TerminalTerms } from './terminal-event.entity';
import type { Terminal } from './terminal.entity';

/** As the table keeps it. @throws DomainError INVALID_REQUEST */
export function siteColumns(site: Site | null): Pick<Terminal, 'siteLatE6' | 'siteLonE6'> {
  const checked = site && checkSite(site);
  return { siteLatE6: checked?.latE6 ?? null, siteLonE6: checked?.lonE6 ?? null };
}

/** What rules measure a terminal by, as its row says it. */
export const termsOf = ({ expectedTicketFen, siteLatE6, siteLonE6 }: Terminal): TerminalTerms => ({
  expectedTicketFen,
  site: siteLatE6 === null || siteLonE6 === null ? null : { latE6: siteLatE6, lonE6: siteLonE6 },
});

/** @throws DomainError INVALID_REQUEST */
export function checkFeeProfile(profile: string): FeeProfile {
  const known = FEE_PROFILES.find((each) => each === profile);
  if (known) return known;
  const all = FEE_PROFILES.join(', ');
  throw invalidRequest('feeProfile', `费率类型应为 ${all} 之一。`, `A fee profile is one of ${all}.`);
}
