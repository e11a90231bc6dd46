import colors from 'picocolors';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 80;

/** Shows steps of something that takes a while: a spinner on a terminal, one line per step elsewhere. */
export class StepDisplay {
  readonly #began = performance.now();
  #step = '';
  #stepBegan = 0;
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Ends the step before and shows the next one. */
  begin(step: string): void {
    this.#end(colors.green('✓'));
    this.#step = step;
    this.#stepBegan = performance.now();
    if (!process.stdout.isTTY) return;
    this.#timer = setInterval(() => this.#draw(), FRAME_MS);
    this.#draw();
  }

  /** Ends the last step; gives the milliseconds since the display was made. */
  done(): number {
    this.#end(colors.green('✓'));
    return performance.now() - this.#began;
  }

  /** Ends the step in hand as failed. */
  fail(): void {
    this.#end(colors.red('✗'));
  }

  #draw(): void {
    this.#frame = (this.#frame + 1) % FRAMES.length;
    process.stdout.write(`\r${colors.cyan(FRAMES[this.#frame]!)} ${this.#step}`);
  }

  #end(mark: string): void {
    clearInterval(this.#timer);
    if (this.#step === '') return;
    const took = colors.dim(`${Math.round(performance.now() - this.#stepBegan)} ms`);
    process.stdout.write(`${process.stdout.isTTY ? '\r' : ''}${mark} ${this.#step} ${took}\n`);
    this.#step = '';
  }
}
