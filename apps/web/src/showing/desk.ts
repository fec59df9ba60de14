/** The desk's zone, and by how much its clock is ahead of this machine's: a demo's can be moved on. */
let zone = 'Asia/Shanghai';
let aheadMs = 0;

export function setDesk({ timeZone, now }: { readonly timeZone: string; readonly now: string }): void {
  zone = timeZone;
  aheadMs = new Date(now).getTime() - Date.now();
}

export const deskZone = (): string => zone;

export const deskNow = (): number => Date.now() + aheadMs;
