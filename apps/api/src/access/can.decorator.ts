import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Permission } from '@thaw/kernel';

/** What a route declares of itself; the access guard refuses a route that declares nothing. */
export type AccessDeclaration =
  { readonly public: true } | { readonly public: false; readonly permission: Permission };

export const ACCESS = Symbol('ACCESS');

/** Only who holds this permission may knock. What they may do to which object is the service's to say. */
export const Can = (permission: Permission): MethodDecorator =>
  applyDecorators(
    SetMetadata(ACCESS, { public: false, permission } satisfies AccessDeclaration),
    ApiBearerAuth(),
    ApiExtension('x-permission', permission),
  );

/** Open to everybody, signed in or not. A test holds the list of such routes. */
export const Public = (): MethodDecorator =>
  SetMetadata(ACCESS, { public: true } satisfies AccessDeclaration);
