/** One block of an event stream that carries data. */
export interface SseFrame {
  readonly data: string;
  readonly id?: string;
}

/**
 * Reads `text/event-stream` as the HTML standard does: LF, CR LF or CR, comments, several `data:` lines, characters
 * and line ends split over chunks. A block that its blank line never closed is dropped.
 */
export class SseParser {
  /** What the last `retry:` said, milliseconds. */
  retryMs: number | undefined;

  readonly #decoder = new TextDecoder();
  #line = '';
  #afterCr = false;
  #data: string[] = [];
  #id: string | undefined;

  /** Takes the next bytes and returns the frames they complete. */
  push(bytes: Uint8Array): SseFrame[] {
    const frames: SseFrame[] = [];
    const text = this.#decoder.decode(bytes, { stream: true });
    let from = 0;
    // only new text is searched, so that a long line in many chunks costs its length once
    for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r/g)) {
      const splitCrLf = this.#afterCr && index === 0 && end === '\n';
      if (!splitCrLf) this.#take(this.#line + text.slice(from, index), frames);
      this.#line = '';
      from = index + end.length;
    }
    this.#line += text.slice(from);
    if (text !== '') this.#afterCr = text.endsWith('\r');
    return frames;
  }

  #take(line: string, frames: SseFrame[]): void {
    if (line === '') {
      if (this.#data.length > 0) frames.push({ data: this.#data.join('\n'), id: this.#id });
      this.#data = [];
      this.#id = undefined;
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
  }
}
