import type { Socket } from 'node:net';
import { commonError, newId, toProblem } from '@parley/kernel';
import { httpError } from './errors.ts';
import { PROBLEM_TYPE } from './problem-reply.ts';

/** Answers what is not HTTP, or came too slowly, on the bare socket: there is no request to answer to. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const problem = toProblem(
    tooLarge
      ? httpError('headers_too_large', 'The address or the headers are too long')
      : commonError('invalid_request', 'This is not a complete HTTP request'),
    newId(),
  );
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${tooLarge ? 'Request Header Fields Too Large' : 'Bad Request'}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
