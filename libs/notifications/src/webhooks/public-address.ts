import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** Where IANA hands out addresses that the whole net can reach: what lies outside is nobody's, or embeds another. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether it is the address of one host of the public net, and neither this machine, this house nor a way into it. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(GLOBAL_UNICAST);
}

/** The host of a URL without the brackets of an IPv6 address. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/**
 * The addresses that may be called for a host: all that it has, when each of them is public.
 * @returns null where one of them is not.
 */
export async function publicAddresses(host: string, resolve: Resolve): Promise<readonly string[] | null> {
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  return addresses.length > 0 && addresses.every(isPublicAddress) ? addresses : null;
}
