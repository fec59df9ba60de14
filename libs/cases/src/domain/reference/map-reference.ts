/** The same codes with other data. */
export const mapReference = <Code extends string, From, To>(
  data: { readonly [code in Code]: From },
  change: (value: From, code: Code) => To,
): { readonly [code in Code]: To } =>
  Object.fromEntries(
    (Object.entries(data) as [Code, From][]).map(([code, value]) => [code, change(value, code)]),
  ) as { readonly [code in Code]: To };
