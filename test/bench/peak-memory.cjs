'use strict';
const { readFileSync } = require('node:fs');

/**
 * The most memory that this process has held, in bytes. What Linux tells of a process's use of resources begins with the
 * peak of the one that started it, which is the bench with all that it has measured before; so the kernel is asked what
 * this program alone has held, where it tells.
 */
exports.peakMemory = function peakMemory() {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
};
