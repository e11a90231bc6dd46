import { hostName } from '../formats.ts';
import { mapOf, object, template, text } from '../shape.ts';
import { AUTHENTICATION } from './authentication.ts';
import { EXTERNAL_RESOURCE } from './endpoint.ts';
import { task } from './task-base.ts';

export const CALL_GRPC = task('a gRPC call', {
  call: { shape: text('grpc'), required: true, doc: 'A call of a gRPC method.' },
  with: {
    required: true,
    doc: 'The method and its arguments.',
    shape: object('the "with" of a gRPC call', {
      proto: { shape: EXTERNAL_RESOURCE, required: true, doc: 'The proto file.' },
      service: {
        required: true,
        doc: 'The service.',
        shape: object('a gRPC service', {
          name: { shape: text('a service name'), required: true, doc: 'The full name of the service.' },
          host: { shape: text('a host name', hostName), required: true, doc: 'Where it runs.' },
          port: { shape: { kind: 'number', min: 0, max: 65_535 }, doc: 'On which port.' },
          authentication: { shape: AUTHENTICATION, doc: 'How to authenticate.' },
        }),
      },
      method: { shape: template('a method name'), required: true, doc: 'The method to call.' },
      arguments: { shape: mapOf('a map of arguments'), doc: 'The arguments of the method.' },
    }),
  },
});
