import { describe, expect, it } from 'vitest';
import { addressOf, usesTls } from './address.ts';

const request = (host: string, port?: number) => ({
  proto: '',
  service: 'S',
  method: 'M',
  arguments: {},
  host,
  ...(port !== undefined && { port }),
});
const at = (address: string) => [{ address, family: address.includes(':') ? 6 : 4 }];

describe('an address', () => {
  it.each([
    ['a.test', undefined, 'a.test', 443],
    ['a.test', 5011, 'a.test', 5011],
    ['a.test:5011', undefined, 'a.test', 5011],
    ['grpc://a.test', undefined, 'a.test', 80],
    ['https://[2001:db8::1]:9', undefined, '2001:db8::1', 9],
  ])('%s with the port %s is %s at %i', (host, port, name, expected) => {
    expect(addressOf(request(host, port))).toMatchObject({ host: name, port: expected });
  });

  it.each([
    ['a.test', 50_051, '93.184.216.34', true],
    ['a.test', 50_051, '2606:2800::1', true],
    ['a.test', 50_051, '10.1.2.3', false],
    ['a.test', 50_051, '127.0.0.1', false],
    ['a.test', 50_051, '::1', false],
    ['a.test', 50_051, 'fd00::1', false],
    ['a.test', 443, '10.1.2.3', true],
    ['grpcs://a.test', 50_051, '10.1.2.3', true],
    ['grpc://a.test', 50_051, '93.184.216.34', false],
  ])('%s:%i at %s speaks TLS: %s', (host, port, address, tls) => {
    expect(usesTls(addressOf(request(host, port)), at(address))).toBe(tls);
  });
});
