import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { TestProject } from 'vitest/node';

/** The local system that all tests share. They only read from it. */
export interface System {
  /** Origin of the page and the API. */
  url: string;
  /** Origin of the bucket that exports are downloaded from. */
  bucket: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    system: System;
  }
}

/** The clock of the figures. The demo account's records are the same for the same time. */
const NOW = '2026-11-22T10:15:30Z';

const WEB = resolve(import.meta.dirname, '../..');
const LOADED = 'the demo account is written';
const START_MS = 240_000;

/** Starts the system with the built page and the whole demo account; returns how to end it. */
export default async function start(project: TestProject): Promise<() => Promise<void>> {
  const binary = resolve(WEB, process.env.LOCAL_BIN ?? '../target/debug/local');
  const dist = resolve(WEB, process.env.PAGE_DIR ?? 'dist');
  if (!existsSync(binary)) throw new Error(`${binary} is not there: run \`cargo build -p local\`, or set LOCAL_BIN`);
  if (!existsSync(resolve(dist, 'index.html'))) throw new Error(`${dist} holds no page: run \`npm run build\` first`);

  const [http, dynamodb, s3] = await freePorts(3);
  const system = { url: `http://127.0.0.1:${http}`, bucket: `http://127.0.0.1:${s3}` };
  const child = spawn(
    binary,
    [
      ...['--http', `127.0.0.1:${http}`, '--dynamodb', `127.0.0.1:${dynamodb}`, '--s3', `127.0.0.1:${s3}`],
      ...['--now', NOW, '--demo', '--page', dist],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, RUST_LOG: 'info' } },
  );
  const stop = async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  try {
    await logged(child, LOADED);
    await settle(system.url);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('system', system);
  return stop;
}

/** Waits until every record of the demo account is counted; the system itself does not wait that long on a busy machine. */
async function settle(url: string): Promise<void> {
  const late = Date.now() + START_MS;
  for (;;) {
    const settled = await fetch(`${url}/local/settled?timeout=30`);
    if (settled.ok) return;
    if (Date.now() > late) throw new Error(`the system did not settle: ${await settled.text()}`);
  }
}

/** Waits for a line of the log, and goes on reading so that the pipe never fills. */
function logged(child: ChildProcess, line: string): Promise<void> {
  let log = '';
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`no "${line}" after ${START_MS} ms:\n${log}`)), START_MS);
    child.on('error', fail);
    child.on('exit', (code) => fail(new Error(`the system ended with ${code}:\n${log}`)));
    child.stderr?.on('data', (chunk) => {
      log = (log + stripVTControlCharacters(String(chunk))).slice(-10_000);
      if (!log.includes(line)) return;
      clearTimeout(late);
      done();
    });
  });
}

/** Ports that were free a moment ago, held together so that none is given twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
