import { standardError } from '@parley/engine';
import { isObject } from '@parley/kernel';
import type { Protocol } from './protocol.ts';

/** A message is a request to the channel's address, by the operation's method or POST. */
export const httpProtocol: Protocol = {
  async publish({ address, method, contentType, authentication }, { payload, headers }, { http }, context) {
    const texts = Object.entries(isObject(headers) ? headers : {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const { statusCode } = await http.call(
      {
        method,
        uri: address,
        headers: { 'content-type': contentType, ...Object.fromEntries(texts) },
        query: {},
        output: 'content',
        redirect: false,
        ...(payload !== undefined && { body: payload }),
        ...(authentication && { authentication }),
      },
      context,
    );
    if (statusCode >= 200 && statusCode <= 299) return;
    throw standardError('communication', `${method} ${address} answered ${statusCode}`, statusCode);
  },
};
