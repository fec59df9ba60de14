import { Module } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { AuthorityDocumentsController } from './authority-documents.controller';
import { BulkController } from './bulk.controller';
import { CasesController } from './cases.controller';
import { EvidenceController } from './evidence.controller';
import { ProofsController } from './proofs.controller';
import { FiguresController } from './figures.controller';
import { LinkedCasesController } from './linked-cases.controller';
import { MessagesController } from './messages.controller';
import { NextCaseController } from './next-case.controller';
import { NotesController } from './notes.controller';
import { ReferenceController } from './reference.controller';
import { SlipSamplesController } from './slip-samples.controller';
import { ScansController } from './scans.controller';
import { SearchController } from './search.controller';
import { ViewsController } from './views.controller';

@Module({
  imports: [CasesModule],
  controllers: [
    BulkController,
    CasesController,
    EvidenceController,
    AuthorityDocumentsController,
    ProofsController,
    FiguresController,
    LinkedCasesController,
    MessagesController,
    NextCaseController,
    NotesController,
    ScansController,
    SlipSamplesController,
    ReferenceController,
    SearchController,
    ViewsController,
  ],
})
export class CasesApiModule {}
