import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Diagnostic, Position, Range } from 'vscode-languageserver/node';

/** A spawned `parley lsp` and an editor's side of the conversation with it. */
export interface TestEditor {
  readonly capabilities: Record<string, unknown>;
  /** Opens a text; `§` marks the cursor and is left out. */
  open(marked: string): OpenDocument;
  stop(): Promise<number | null>;
}

export interface OpenDocument {
  readonly uri: string;
  /** The text as the editor has it. */
  text(): string;
  readonly position: Position;
  /** Asks something about the document; about the cursor unless `params` says otherwise. */
  ask<R>(method: string, params?: object): Promise<R>;
  /** Replaces a range and waits for the findings about the result. */
  change(range: Range, text: string): Promise<readonly Diagnostic[]>;
  /** The findings about the text as it is. */
  findings(): Promise<readonly Diagnostic[]>;
}

const MAIN = join(import.meta.dirname, '../main.ts');

export async function startEditor(args: readonly string[] = [], initializationOptions?: unknown): Promise<TestEditor> {
  const server = spawn(process.execPath, ['--import', 'tsx', MAIN, 'lsp', '--stdio', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const findings = new Findings(connection);
  connection.listen();
  const { capabilities } = await connection.sendRequest<{ capabilities: Record<string, unknown> }>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions,
  });
  await connection.sendNotification('initialized', {});
  let opened = 0;
  return {
    capabilities,
    open: (marked) => new Opened(connection, findings, `file:///workflow-${opened++}.yaml`, marked),
    stop: () => stop(connection, server),
  };
}

async function stop(connection: MessageConnection, server: ChildProcess): Promise<number | null> {
  const exited = new Promise<number | null>((resolve) => server.once('exit', resolve));
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  const code = await exited;
  connection.dispose();
  return code;
}

/** Findings by document and version, as they arrive. */
class Findings {
  private readonly known = new Map<string, readonly Diagnostic[]>();
  private readonly waiting = new Map<string, (found: readonly Diagnostic[]) => void>();

  constructor(connection: MessageConnection) {
    connection.onNotification(
      'textDocument/publishDiagnostics',
      ({ uri, version, diagnostics }: { uri: string; version?: number; diagnostics: readonly Diagnostic[] }) => {
        const key = `${uri} ${version}`;
        this.known.set(key, diagnostics);
        this.waiting.get(key)?.(diagnostics);
      },
    );
  }

  of(uri: string, version: number): Promise<readonly Diagnostic[]> {
    const key = `${uri} ${version}`;
    const known = this.known.get(key);
    return known ? Promise.resolve(known) : new Promise((resolve) => this.waiting.set(key, resolve));
  }
}

class Opened implements OpenDocument {
  readonly uri: string;
  readonly position: Position;
  private current: string;
  private version = 1;
  private readonly connection: MessageConnection;
  private readonly published: Findings;

  constructor(connection: MessageConnection, findings: Findings, uri: string, marked: string) {
    this.connection = connection;
    this.published = findings;
    this.uri = uri;
    const offset = marked.indexOf('§');
    this.current = marked.replace('§', '');
    const before = marked.slice(0, Math.max(offset, 0)).split('\n');
    this.position = { line: before.length - 1, character: before.at(-1)!.length };
    const textDocument = { uri, languageId: 'yaml', version: 1, text: this.current };
    void connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  text(): string {
    return this.current;
  }

  ask<R>(method: string, params: object = {}): Promise<R> {
    const { uri, position } = this;
    return this.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, position, ...params });
  }

  change(range: Range, text: string): Promise<readonly Diagnostic[]> {
    this.version += 1;
    this.current = applyEdits(this.current, [{ range, newText: text }]);
    void this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri, version: this.version },
      contentChanges: [{ range, text }],
    });
    return this.findings();
  }

  findings(): Promise<readonly Diagnostic[]> {
    return this.published.of(this.uri, this.version);
  }
}

/** A text with edits of the protocol applied. */
export function applyEdits(text: string, edits: readonly { range: Range; newText: string }[]): string {
  const starts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  const offset = ({ line, character }: Position): number => (starts[line] ?? text.length) + character;
  return edits
    .toSorted((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)),
      text,
    );
}
