import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditCheckpoints, AuditRecords, keyText } from '@thaw/audit';
import { PAGE_LIMIT_DEFAULT, type Actor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import {
  AuditKey,
  AuditQuery,
  AuditRecordPage,
  CheckpointPage,
  ConsistencyProof,
  ConsistencyQuery,
  ProofQuery,
  ProvenRecordItem,
} from './audit.dto';
import { PathRecordNumber } from './path-record-number.decorator';

/** For those who check the desk: what was recorded, and the proofs that nothing of it was altered since. */
@ApiTags('audit')
@Controller('v1/audit')
export class AuditController {
  constructor(
    private readonly database: Database,
    private readonly records: AuditRecords,
    private readonly signed: AuditCheckpoints,
  ) {}

  @Get('records')
  @Can('audit.read')
  @ApiOperation({ operationId: 'listAuditRecords', summary: 'Changes, reads and refusals, newest first' })
  @ApiOkResponse({ type: AuditRecordPage })
  list(@CurrentActor() actor: Actor, @Query() { limit, ...filter }: AuditQuery): Promise<AuditRecordPage> {
    return this.database.asActor(actor, (tx) =>
      this.records.page(tx, { ...filter, limit: limit ?? PAGE_LIMIT_DEFAULT }),
    );
  }

  @Get('records/:seq')
  @Can('audit.read')
  @ApiOperation({
    operationId: 'getAuditRecord',
    summary: 'One record with the proof that it is in the tree',
  })
  @ApiOkResponse({ type: ProvenRecordItem })
  get(
    @CurrentActor() actor: Actor,
    @PathRecordNumber() seq: number,
    @Query() { size }: ProofQuery,
  ): Promise<ProvenRecordItem> {
    return this.database.asActor(actor, (tx) => this.records.proven(tx, seq, size));
  }

  @Get('consistency')
  @Can('audit.read')
  @ApiOperation({
    operationId: 'getAuditConsistency',
    summary: 'The proof that a tree of fewer records is the beginning of one of more',
  })
  @ApiOkResponse({ type: ConsistencyProof })
  consistency(
    @CurrentActor() actor: Actor,
    @Query() { from, to }: ConsistencyQuery,
  ): Promise<ConsistencyProof> {
    return this.database.asActor(actor, async (tx) => ({
      proof: await this.records.consistency(tx, from, to),
    }));
  }

  @Get('checkpoints')
  @Can('audit.read')
  @ApiOperation({ operationId: 'listCheckpoints', summary: 'Signed checkpoints of the audit, newest first' })
  @ApiOkResponse({ type: CheckpointPage })
  checkpoints(@CurrentActor() actor: Actor, @Query() { cursor, limit }: PageQuery): Promise<CheckpointPage> {
    return this.database.asActor(actor, (tx) =>
      this.records.checkpoints(tx, cursor, limit ?? PAGE_LIMIT_DEFAULT),
    );
  }

  @Get('key')
  @Can('audit.read')
  @ApiOperation({ operationId: 'getAuditKey', summary: 'The public key that checkpoints are signed under' })
  @ApiOkResponse({ type: AuditKey })
  key(@CurrentActor() actor: Actor): Promise<AuditKey> {
    return this.database.asActor(actor, async (tx) => {
      const signer = await this.signed.signer(tx);
      return { key: signer && keyText(signer) };
    });
  }
}
