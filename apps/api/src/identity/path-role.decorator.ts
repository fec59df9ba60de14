import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { DomainError, ROLES, type Role } from '@thaw/kernel';
import { onMethodToo } from '../validation/path-parameter';

const knownRole: PipeTransform<string, Role> = {
  transform(value) {
    const role = ROLES.find((one) => one === value);
    if (role) return role;
    throw new DomainError('INVALID_REQUEST', {
      field: 'role',
      detail: {
        zh: `没有这个角色，可用：${ROLES.join('、')}。`,
        en: `There is no such role. Roles: ${ROLES.join(', ')}.`,
      },
    });
  },
};

/** A role in the path: `@PathRole() role: Role`. */
export const PathRole = (): ParameterDecorator =>
  onMethodToo(
    Param('role', knownRole),
    ApiParam({ name: 'role', schema: { type: 'string', enum: [...ROLES] } }),
  );
