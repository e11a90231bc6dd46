interface Resolvers<T> {
  promise: Promise<T>;
  resolve: (value: T | PromiseLike<T>) => void;
  reject: (reason?: unknown) => void;
}

// Restate's SDK uses this part of ECMAScript 2024, which Node.js has from version 22 on.
const promises = Promise as PromiseConstructor & { withResolvers?: <T>() => Resolvers<T> };
promises.withResolvers ??= function withResolvers<T>(): Resolvers<T> {
  const resolvers = {} as Resolvers<T>;
  resolvers.promise = new Promise<T>((resolve, reject) => {
    resolvers.resolve = resolve;
    resolvers.reject = reject;
  });
  return resolvers;
};
