/** A parameter that also tells the OpenAPI description of itself, so that the two are declared in one place. */
export const onMethodToo =
  (parameter: ParameterDecorator, method: MethodDecorator): ParameterDecorator =>
  (target, key, index) => {
    parameter(target, key, index);
    if (key === undefined) return;
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    if (descriptor) method(target, key, descriptor);
  };
