import { parentPort, workerData } from 'node:worker_threads';
import { createSandbox } from './sandbox.mjs';

// A thread that runs scripts, one at a time. Plain JavaScript, because Node 20 starts a thread with nothing else.

// Emscripten asks the host for the local time; a script's is UTC on every machine.
Date.prototype.getTimezoneOffset = () => 0;
for (const part of ['Seconds', 'Minutes', 'Hours', 'Date', 'Day', 'Month', 'FullYear', 'Milliseconds']) {
  Date.prototype[`get${part}`] = Date.prototype[`getUTC${part}`];
}

// QuickJS under WebAssembly does not know how large its blocks are, so its own limit holds for each of them only. What
// it has in all is refused here, where the memory grows; it then raises an error that the script sees.
const PAGE = 65_536;
const { grow } = WebAssembly.Memory.prototype;
let exhausted = false;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * PAGE > workerData.maxMemoryBytes) {
    exhausted = true;
    throw new RangeError('The sandbox has no more memory');
  }
  return grow.call(this, pages);
};

const run = await createSandbox();

// `spent`: the thread is to be thrown away, since nothing can be relied on after its memory or stack gave up.
parentPort.on('message', (job) => {
  try {
    const result = run(job);
    parentPort.postMessage({ ...result, spent: exhausted });
  } catch (error) {
    const limit = !exhausted && error instanceof RangeError ? 'stack' : 'memory';
    parentPort.postMessage({ limit, spent: true });
  }
});

parentPort.postMessage({ ready: true });
