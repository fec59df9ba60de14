/** Risk: the rules over a terminal's history, scans that fold them, and the findings they leave. */
export * from './finding.entity';
export * from './finding.view';
export * from './risk.module';
export * from './scan.entity';
export * from './scans.service';
export * from './simulator';
