import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createLanguageService } from '@parley/dsl';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { catalogOf, definitionOf } from './definition.ts';

const LINES = 500;
const OPERATIONS = 300;
/** Keystrokes per round: a word typed letter by letter, again and again. */
const STROKES = 40;

/** A file of about 500 lines and the texts after each letter typed in the middle of it. */
function typing(round: number): { before: string; strokes: { offset: number; text: string; whole: string }[] } {
  const tasksFor = (lines: number): number =>
    Math.round((lines / definitionOf(100, OPERATIONS).split('\n').length) * 100);
  const before = definitionOf(tasksFor(LINES), OPERATIONS);
  const offset = before.indexOf('orderId: ${ .orderId }', before.length / 2) + 'orderId: ${ .'.length;
  let whole = before;
  const strokes = Array.from({ length: STROKES }, (_, i) => {
    const text = String.fromCharCode(97 + ((i + round) % 26));
    whole = whole.slice(0, offset + i) + text + whole.slice(offset + i);
    return { offset: offset + i, text, whole };
  });
  return { before, strokes };
}

/** CPU milliseconds from each keystroke to the findings, in this process. */
export function serviceKeystrokes(round: number): number[] {
  const service = createLanguageService({ catalog: catalogOf(OPERATIONS) });
  const { before, strokes } = typing(round);
  service.diagnostics(before);
  return strokes.map(({ whole }) => {
    const start = process.cpuUsage();
    service.diagnostics(whole);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
}

/** Wall-clock milliseconds from each keystroke to the findings that a spawned `parley lsp` publishes. */
export async function serverKeystrokes(rounds: number): Promise<number[]> {
  const server = spawn(process.execPath, ['--import', 'tsx', CLI, 'lsp', '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = connect(server);
  try {
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions: { catalog: catalogOf(OPERATIONS) },
    });
    await connection.sendNotification('initialized', {});
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(...(await typeInto(connection, round)));
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    return times;
  } finally {
    connection.dispose();
    server.kill();
  }
}

const CLI = join(import.meta.dirname, '../../../apps/cli/src/main.ts');

type Connection = ReturnType<typeof createMessageConnection>;

function connect({ stdin, stdout }: ChildProcess): Connection {
  const connection = createMessageConnection(new StreamMessageReader(stdout!), new StreamMessageWriter(stdin!));
  connection.listen();
  return connection;
}

async function typeInto(connection: Connection, round: number): Promise<number[]> {
  const { before, strokes } = typing(round);
  const uri = `file:///round-${round}.yaml`;
  const published = new Map<number, () => void>();
  connection.onNotification('textDocument/publishDiagnostics', (sent: { uri: string; version?: number }) => {
    if (sent.uri === uri && sent.version !== undefined) published.get(sent.version)?.();
  });
  const checked = (version: number): Promise<void> => new Promise((resolve) => published.set(version, resolve));
  const opened = checked(1);
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text: before },
  });
  await opened;
  const times: number[] = [];
  for (const [index, { offset, text }] of strokes.entries()) {
    const version = index + 2;
    const position = positionOf(before, offset - index, index);
    const answered = checked(version);
    const start = performance.now();
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: position, end: position }, text }],
    });
    await answered;
    times.push(performance.now() - start);
  }
  return times;
}

function positionOf(text: string, offset: number, typed: number): { line: number; character: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)!.length + typed };
}
