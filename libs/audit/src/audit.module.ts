import { Module } from '@nestjs/common';
import { AuditCheckpoints } from './checkpoints/checkpoints.service';
import { AuditRecords } from './records/audit-records.query';
import { AuditTree } from './records/audit-tree.query';
import { AuditNumbering } from './records/numbering.service';

const SERVICES = [AuditCheckpoints, AuditNumbering, AuditRecords, AuditTree];

/** Needs the platform's Database and configuration. */
@Module({ providers: SERVICES, exports: SERVICES })
export class AuditModule {}
