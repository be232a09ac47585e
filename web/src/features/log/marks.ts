/** Where in a text of a row something was found. */
export interface Mark {
  from: number;
  to: number;
}

/** What a worker is asked: the same texts come back with their marks. */
export interface MarkQuestion {
  id: number;
  source: string;
  flags: string;
  texts: string[];
}

export interface MarkAnswer {
  id: number;
  marks: Mark[][];
}

/** What answers questions beside the page: a worker, or a fake in tests. */
export interface MarkWorker {
  listen(answer: (answer: MarkAnswer) => void): void;
  ask(question: MarkQuestion): void;
  end(): void;
}

/** The worker of this module, in a thread of its own. */
export function startMarkWorker(): MarkWorker {
  const worker = new Worker(new URL('./mark-worker.ts', import.meta.url), { type: 'module' });
  return {
    listen: (answer) => worker.addEventListener('message', (event: MessageEvent<MarkAnswer>) => answer(event.data)),
    ask: (question) => worker.postMessage(question),
    end: () => worker.terminate(),
  };
}

const MOST_MARKS = 200;
const MOST_KNOWN = 2_000;
/** A regular expression of a browser may take for ever: then it is given up, and nothing is marked. */
const PATIENCE_MS = 500;
/** The same for the first question, which also waits until the worker is loaded. */
const FIRST_PATIENCE_MS = 5_000;

/** At most 200 matches; an empty one ends the search. */
export function findMarks(text: string, pattern: RegExp): Mark[] {
  const marks: Mark[] = [];
  for (const match of text.matchAll(pattern)) {
    if (match[0] === '' || marks.length >= MOST_MARKS) break;
    marks.push({ from: match.index, to: match.index + match[0].length });
  }
  return marks;
}

/** Marks what was looked for in the rows on screen. */
export interface Marks {
  /** Never blocks: what a worker still has to find is told by `onMore`, then asked again. */
  of(text: string): readonly Mark[];
  close(): void;
}

/** A text as it is. It cannot take long, so it is done at once. */
export class PlainMarks implements Marks {
  private readonly pattern: RegExp;

  constructor(pattern: RegExp) {
    this.pattern = pattern;
  }

  of(text: string): readonly Mark[] {
    return findMarks(text, this.pattern);
  }

  close(): void {}
}

/** A regular expression of the user's, which never runs where the page is painted. */
export class WorkerMarks implements Marks {
  private readonly pattern: RegExp;
  private readonly events: { onMore(): void; onGivenUp(): void };
  private readonly worker: MarkWorker;
  private readonly known = new Map<string, Mark[]>();
  private wanted = new Set<string>();
  private asked: { id: number; texts: string[]; timer: ReturnType<typeof setTimeout> } | undefined;
  private id = 0;
  private over = false;

  constructor(pattern: RegExp, worker: MarkWorker, events: { onMore(): void; onGivenUp(): void }) {
    this.pattern = pattern;
    this.worker = worker;
    this.events = events;
    worker.listen((answer) => this.take(answer));
  }

  of(text: string): readonly Mark[] {
    const known = this.known.get(text);
    if (known) return known;
    if (!this.over && text !== '') {
      // One question for all rows of a frame.
      if (this.wanted.size === 0) queueMicrotask(() => this.ask());
      this.wanted.add(text);
    }
    return [];
  }

  close(): void {
    this.over = true;
    clearTimeout(this.asked?.timer);
    this.worker.end();
  }

  private ask(): void {
    if (this.over || this.asked || this.wanted.size === 0) return;
    const texts = [...this.wanted];
    this.wanted = new Set();
    const timer = setTimeout(
      () => {
        this.close();
        this.events.onGivenUp();
      },
      this.id === 0 ? FIRST_PATIENCE_MS : PATIENCE_MS,
    );
    this.asked = { id: ++this.id, texts, timer };
    this.worker.ask({ id: this.id, source: this.pattern.source, flags: this.pattern.flags, texts });
  }

  private take({ id, marks }: MarkAnswer): void {
    if (this.asked?.id !== id) return;
    clearTimeout(this.asked.timer);
    if (this.known.size + marks.length > MOST_KNOWN) this.known.clear();
    this.asked.texts.forEach((text, index) => {
      this.known.set(text, marks[index] ?? []);
    });
    this.asked = undefined;
    this.ask();
    this.events.onMore();
  }
}
