import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { DomainError } from '@thaw/kernel';
import { PERSONAL_CHANNELS, type PersonalChannel } from '@thaw/notifications';
import { onMethodToo } from '../validation/path-parameter';

const knownChannel: PipeTransform<string, PersonalChannel> = {
  transform(value) {
    const channel = PERSONAL_CHANNELS.find((one) => one === value);
    if (channel) return channel;
    throw new DomainError('INVALID_REQUEST', {
      field: 'channel',
      detail: {
        zh: `没有这个渠道，可用：${PERSONAL_CHANNELS.join('、')}。`,
        en: `There is no such channel. Channels: ${PERSONAL_CHANNELS.join(', ')}.`,
      },
    });
  },
};

/** A channel in the path: `@PathChannel() channel: PersonalChannel`. */
export const PathChannel = (): ParameterDecorator =>
  onMethodToo(
    Param('channel', knownChannel),
    ApiParam({ name: 'channel', schema: { type: 'string', enum: [...PERSONAL_CHANNELS] } }),
  );
