import type { Reporter, TestModule } from 'vitest/node';

/** Prints the one closing line `Tests: N passed, N failed` that continuous integration reads. */
export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandled.length;
    for (const module of modules) {
      if (module.errors().length > 0) failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        if (state === 'failed') failed += 1;
      }
    }
    process.stdout.write(`\nTests: ${passed} passed, ${failed} failed\n`);
  }
}

// The runner loads a reporter file through its default export.
// biome-ignore lint/style/noDefaultExport: required by the runner's reporter loading
export default SummaryReporter;
