import type { LogOptions } from "../node-proxy.ts";

/** What is kept of one container's output. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** A longer line is cut, as containerd does. */
const LINE_BYTES = 16 * 1024;

interface Line {
  readonly at: number;
  readonly text: Buffer;
}

/** The output of one container, line by line with times; the oldest lines make room for new ones. */
export class LogRing {
  #lines: Line[] = [];
  #bytes = 0;
  /** Lines dropped so far: a reader's position counts from the very first line. */
  #dropped = 0;
  #partial: Buffer = Buffer.alloc(0);
  #ended = false;
  readonly #waiting = new Set<() => void>();

  /** @param at milliseconds */
  write(chunk: Buffer, at: number): void {
    let rest = this.#partial.length > 0 ? Buffer.concat([this.#partial, chunk]) : chunk;
    for (let end = lineEnd(rest); end > 0; end = lineEnd(rest)) {
      this.#push({ at, text: Buffer.from(rest.subarray(0, end)) });
      rest = rest.subarray(end);
    }
    this.#partial = Buffer.from(rest);
    this.#wake();
  }

  /** Nothing more comes. */
  end(at: number): void {
    if (this.#ended) return;
    if (this.#partial.length > 0) this.#push({ at, text: Buffer.concat([this.#partial, Buffer.from("\n")]) });
    this.#partial = Buffer.alloc(0);
    this.#ended = true;
    this.#wake();
  }

  /** The lines that the options ask for, and with `follow` those that come, until the end or the signal. @param now milliseconds */
  async *read(options: LogOptions, now: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const since = sinceTime(options, now);
    let position = this.#start(options, since);
    let left = options.limitBytes ?? Infinity;
    for (;;) {
      position = Math.max(position, this.#dropped);
      const lines = this.#lines.slice(position - this.#dropped);
      position += lines.length;
      const chosen = lines.filter(({ at }) => at >= since).map((line) => rendered(line, options));
      if (chosen.length > 0) {
        const chunk = Buffer.concat(chosen);
        yield left < chunk.length ? chunk.subarray(0, left) : chunk;
        left -= chunk.length;
      }
      if (left <= 0 || signal.aborted) return;
      if (position < this.#dropped + this.#lines.length) continue;
      if (!options.follow || this.#ended) return;
      await this.#change(signal);
    }
  }

  #start({ tailLines }: LogOptions, since: number): number {
    const end = this.#dropped + this.#lines.length;
    if (tailLines === undefined) return this.#dropped;
    const recent = this.#lines.filter(({ at }) => at >= since).length;
    return end - Math.min(tailLines, recent);
  }

  #push(line: Line): void {
    this.#lines.push(line);
    this.#bytes += line.text.length;
    if (this.#bytes <= KEPT_BYTES) return;
    // A tenth at a time, so that not every line moves all the others.
    let dropped = 0;
    while (this.#bytes > KEPT_BYTES * 0.9) this.#bytes -= this.#lines[dropped++]!.text.length;
    this.#lines = this.#lines.slice(dropped);
    this.#dropped += dropped;
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }

  #wake(): void {
    for (const done of this.#waiting) done();
  }
}

/** Length of the first line with its end; 0 when it is not complete yet. */
function lineEnd(buffer: Buffer): number {
  const newline = buffer.indexOf(10);
  if (newline >= 0) return newline + 1;
  return buffer.length >= LINE_BYTES ? LINE_BYTES : 0;
}

function sinceTime({ sinceSeconds, sinceTime: time }: LogOptions, now: number): number {
  if (sinceSeconds !== undefined) return now - sinceSeconds * 1000;
  return time === undefined ? -Infinity : Date.parse(time);
}

function rendered({ at, text }: Line, { timestamps }: LogOptions): Buffer {
  if (!timestamps) return text;
  const time = new Date(at).toISOString().replace("Z", "000000Z");
  return Buffer.concat([Buffer.from(`${time} `), text]);
}
