import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '../access/can.decorator';
import { PAGE_POLICY, PASSWORD_PAGE, PASSWORD_SCRIPT } from './password-page';

@ApiTags('sessions')
@Controller()
export class PasswordPageController {
  @Get('password')
  @Public()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PAGE_POLICY)
  @ApiOperation({
    operationId: 'passwordPage',
    summary: 'The page to which links of invitations and resets lead',
  })
  @ApiProduces('text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  page(): string {
    return PASSWORD_PAGE;
  }

  @Get('password.js')
  @Public()
  @Header('content-type', 'text/javascript; charset=utf-8')
  @ApiOperation({ operationId: 'passwordScript', summary: 'What that page does' })
  @ApiProduces('text/javascript')
  @ApiOkResponse({ schema: { type: 'string' } })
  script(): string {
    return PASSWORD_SCRIPT;
  }
}
