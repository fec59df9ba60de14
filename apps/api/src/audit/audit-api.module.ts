import { Module } from '@nestjs/common';
import { AuditModule } from '@thaw/audit';
import { CasesModule } from '@thaw/cases';
import { AuditController } from './audit.controller';
import { CaseAuditController } from './case-audit.controller';

@Module({ imports: [AuditModule, CasesModule], controllers: [AuditController, CaseAuditController] })
export class AuditApiModule {}
