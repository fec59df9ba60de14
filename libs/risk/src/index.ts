/** Risk: the rules over a terminal's history, the sets that say how they run, scans that fold them, and the findings they leave. */
export * from './facts/chargeback.entity';
export * from './facts/chargebacks.service';
export * from './facts/location-fix.entity';
export * from './facts/location-fixes.service';
export * from './facts/terminal-facts.query';
export * from './finding.entity';
export * from './finding.view';
export * from './risk.module';
export * from './rule-sets';
export * from './scan.entity';
export * from './scan-runner';
export * from './scan.view';
export * from './scans.query';
export * from './scans.service';
export * from './shadows';
export * from './simulator';
