import type { Study } from '@/shared/api/types';
import { Feed } from '@/shared/live/feed';
import type { TopicHandler, TopicOptions } from '@/shared/stream/stream-client';
import { Selection } from './brush';
import type { TrialPage } from './study-api';
import { objectivesOf, spaceOf } from './study-space';
import { type TrialColumns, TrialStore } from './trial-store';

interface SessionEnvironment {
  read(after: string | undefined, signal: AbortSignal): Promise<TrialPage>;
  follow(topic: string, handler: TopicHandler, options: TopicOptions): () => void;
  /** The study itself has changed. */
  onStudy(study: Study): void;
  /** Something of the study was lost on the way: read it anew. */
  onStudyLost(): void;
  /** Gives a drawing its turns: see `frame-scheduler.ts`. */
  register(draw: () => void): { ask(): void; cancel(): void };
}

/** How far the trials are read. */
interface Reading {
  isReading: boolean;
  /** How many there are to read. */
  total: number | undefined;
  error: unknown;
}

/**
 * The trials of one study while its page is open: everything that is stored, page by page, and then what the stream tells after it. What has come is
 * told at most twice a second, to plots and tables alike.
 */
export class StudySession {
  readonly store: TrialStore;
  readonly selection: Selection;
  /** Tells that trials have changed. */
  readonly feed = new Feed();
  /** Tells that something of the study has happened, or that something of it was lost on the way. */
  readonly news = new Feed();
  private readonly studyId: string;
  private readonly env: SessionEnvironment;
  private state: Reading = { isReading: true, total: undefined, error: undefined };
  private abort: AbortController | undefined;
  private turn: { ask(): void; cancel(): void } | undefined;
  private unfollow: (() => void) | undefined;
  private isWanted = false;

  constructor(
    study: Pick<Study, 'search' | 'objectives' | 'constraints'> & { run: { id: string } },
    env: SessionEnvironment,
  ) {
    this.studyId = study.run.id;
    this.env = env;
    this.store = new TrialStore(spaceOf(study), objectivesOf(study), study.constraints?.length ?? 0);
    this.selection = new Selection(this.store);
  }

  get reading(): Reading {
    return this.state;
  }

  /** Reads, then follows, until the answer is called. What was read stays. */
  open(): () => void {
    const abort = new AbortController();
    this.abort = abort;
    this.turn = this.env.register(() => this.tell());
    void this.read(abort.signal);
    return () => {
      abort.abort();
      this.turn?.cancel();
      this.turn = undefined;
      this.unfollow?.();
      this.unfollow = undefined;
    };
  }

  retry(): void {
    if (this.abort && !this.state.isReading) void this.read(this.abort.signal);
  }

  private async read(signal: AbortSignal): Promise<void> {
    this.state = { ...this.state, isReading: true, error: undefined };
    this.turn?.ask();
    try {
      let hasMore = true;
      while (hasMore) {
        const page = await this.env.read(this.store.revision, signal);
        if (signal.aborted) return;
        this.store.take(page);
        this.store.lose(page.deleted);
        hasMore = page.more && page.number.length > 0;
        this.state = { ...this.state, total: page.total };
        this.turn?.ask();
      }
      this.state = { ...this.state, isReading: false };
    } catch (error) {
      if (signal.aborted) return;
      this.state = { ...this.state, isReading: false, error };
    }
    this.turn?.ask();
    // Without an answer there is no place to follow from: trying again begins there.
    if (this.store.revision !== undefined) this.follow();
    if (this.isWanted && this.state.error === undefined) {
      this.isWanted = false;
      void this.read(signal);
    }
  }

  private follow(): void {
    this.unfollow ??= this.env.follow(
      `study:${this.studyId}`,
      {
        onSnapshot: (state) => {
          const { study } = state as { study?: Study };
          if (study) this.env.onStudy(study);
          this.readAgain();
          this.news.tell();
        },
        onBatch: (items) => {
          for (const item of items) this.takeItem(item);
          this.news.tell();
        },
        onGap: () => {
          this.env.onStudyLost();
          this.readAgain();
          this.news.tell();
        },
      },
      { after: this.store.revision, visibleOnly: true },
    );
  }

  private takeItem(item: unknown): void {
    const { type, study, number } = item as { type?: string; study?: Study; number?: readonly number[] };
    if (type === 'study' && study) this.env.onStudy(study);
    if (type === 'trials') this.store.take(item as TrialColumns);
    else if (type === 'deleted' && number) this.store.lose(number);
    else return;
    this.turn?.ask();
  }

  /** From the last revision on: what is known already changes nothing. */
  private readAgain(): void {
    if (this.state.isReading) this.isWanted = true;
    else this.retry();
  }

  private tell(): void {
    this.selection.refresh();
    this.feed.tell();
  }
}
