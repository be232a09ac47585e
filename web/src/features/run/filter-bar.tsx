import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { toProblem } from '@/shared/api/problem';
import { formatCount } from '@/shared/format/format';
import { Icon } from '@/shared/ui/icon';
import { chipsOf, tokenize, withCondition, withoutChip } from './filter-language';
import { type FilterWord, readFilterWords } from './run-list-api';

const COMMIT_MS = 700;
const ASK_MS = 90;
const MOST_WORDS = 12;

export interface FilterFault {
  text: string;
  offset: number;
  length: number;
  suggestions: readonly string[];
}

interface Place {
  offset: number;
  length: number;
  suggestions?: string[];
}

/** Where and why the server could not read a filter; undefined when something else went wrong. */
export function faultOf(error: unknown, filter: string): FilterFault | undefined {
  const problem = toProblem(error);
  if (problem.code !== 'run.bad_filter') return undefined;
  const place = (problem.errors?.[0] as { place?: Place } | undefined)?.place;
  const at = Math.min(filter.length, Math.max(0, place?.offset ?? 0));
  return {
    text: problem.detail,
    offset: at,
    length: Math.max(1, place?.length ?? 1),
    suggestions: place?.suggestions ?? [],
  };
}

/** A filter that is still being written is not worth asking the server for. */
export function isUnfinished(text: string): boolean {
  const tokens = tokenize(text).filter((token) => token.kind !== 'space');
  const last = tokens.at(-1);
  const depth = tokens.reduce((sum, token) => {
    if (token.kind !== 'paren') return sum;
    return sum + (text.slice(token.from, token.to) === '(' ? 1 : -1);
  }, 0);
  const quotes = (text.match(/(?<!\\)"/g) ?? []).length;
  const isHalfName = last?.kind === 'word' && /^(metric|param|has)\b/.test(text.slice(last.from));
  return isHalfName || last?.kind === 'operator' || last?.kind === 'keyword' || depth > 0 || quotes % 2 === 1;
}

/** One line in the filter language, with what can be written next, and the place of an error. */
export function FilterBar({
  projectId,
  filter,
  fault,
  inputRef,
  onFilter,
}: {
  projectId: string;
  filter: string;
  fault: FilterFault | undefined;
  inputRef: RefObject<HTMLInputElement | null>;
  /** `settled` when the person is done with it: worth an entry in the history. */
  onFilter: (filter: string, settled: boolean) => void;
}) {
  const [text, setText] = useState(filter);
  const [caret, setCaret] = useState(filter.length);
  const [opened, setOpened] = useState(false);
  const [active, setActive] = useState(-1);
  const mirror = useRef<HTMLDivElement>(null);
  const listId = useId();
  const faultId = useId();
  /** The filter that this line has set: the address that says it back must not undo what was written since. */
  const sent = useRef(filter);

  const commit = (next: string, settled: boolean) => {
    const trimmed = next.trim();
    sent.current = trimmed;
    if (trimmed !== filter || settled) onFilter(trimmed, settled);
  };
  const latest = useRef(commit);
  latest.current = commit;
  useEffect(() => {
    if (text.trim() === filter || isUnfinished(text)) return;
    const timer = setTimeout(() => latest.current(text, false), COMMIT_MS);
    return () => clearTimeout(timer);
  }, [text, filter]);
  useEffect(() => {
    if (filter === sent.current) return;
    sent.current = filter;
    setText(filter);
  }, [filter]);

  const asked = useSettled(text, caret, ASK_MS);
  const words = useQuery({
    queryKey: ['filter-words', projectId, asked.text, asked.caret],
    queryFn: ({ signal }) =>
      readFilterWords(projectId, { filter: asked.text, caret: asked.caret, limit: MOST_WORDS }, signal),
    enabled: opened,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const items = opened ? (words.data?.items ?? []) : [];

  const accept = (word: FilterWord) => {
    const { from = caret, to: end = caret } = words.data ?? {};
    // What was written since it was asked belongs to what is replaced.
    const to = Math.max(from, end + text.length - asked.text.length);
    const head = text.slice(0, from) + word.text;
    const gap = word.kind === 'value' || word.kind === 'joiner' ? ' ' : '';
    const rest = text.slice(to);
    const next = head + (rest.startsWith(' ') ? '' : gap) + rest;
    const place = head.length + gap.length;
    setText(next);
    setCaret(place);
    setActive(-1);
    requestAnimationFrame(() => inputRef.current?.setSelectionRange(place, place));
  };

  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!opened) setOpened(true);
      else if (items.length > 0) {
        const step = event.key === 'ArrowDown' ? 1 : -1;
        setActive((at) => (at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length));
      }
    } else if ((event.key === 'Enter' || event.key === 'Tab') && opened && items[active]) {
      event.preventDefault();
      accept(items[active]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      setOpened(false);
      commit(text, true);
    } else if (event.key === 'Escape') {
      if (opened) event.stopPropagation();
      setOpened(false);
      setActive(-1);
    }
  };
  const readCaret = () => setCaret(inputRef.current?.selectionStart ?? text.length);
  const isFaulty = fault !== undefined && text.trim() === filter;
  return (
    <search className="run-filter">
      <div className="filter-box">
        <Icon name="search" size={14} />
        <div className="filter-text">
          <Mirror text={text} fault={isFaulty ? fault : undefined} holder={mirror} />
          <input
            ref={inputRef}
            className="filter-input"
            type="text"
            role="combobox"
            aria-label="Filter"
            aria-expanded={items.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={items[active] ? `${listId}-${active}` : undefined}
            aria-invalid={isFaulty || undefined}
            aria-describedby={isFaulty ? faultId : undefined}
            placeholder="status:failed metric.val_auc>0.9 (tag:baseline OR param.lr<=1e-3) NOT dataset:adult"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setCaret(event.target.selectionStart ?? event.target.value.length);
              setActive(-1);
              setOpened(true);
            }}
            onSelect={readCaret}
            onScroll={(event) => mirror.current?.scrollTo({ left: event.currentTarget.scrollLeft })}
            onKeyDown={onKey}
            onFocus={() => setOpened(true)}
            onBlur={() => {
              setOpened(false);
              if (text.trim() !== filter) commit(text, true);
            }}
          />
        </div>
        {text !== '' && (
          <button
            type="button"
            className="icon-button icon-button-small"
            aria-label="Clear the filter"
            title="Clear the filter"
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => {
              setText('');
              commit('', true);
              inputRef.current?.focus();
            }}
          >
            <Icon name="close" size={14} />
          </button>
        )}
      </div>
      <div
        id={listId}
        role="listbox"
        aria-label="What can be written here"
        className="filter-words"
        hidden={items.length === 0}
      >
        {items.map((word, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys of its list
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input
          <div
            key={`${word.kind} ${word.text}`}
            id={`${listId}-${at}`}
            role="option"
            aria-selected={at === active}
            className="filter-word"
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => accept(word)}
          >
            <span className="ellipsis mono">{word.label}</span>
            <span className="muted small">{word.count === null ? kindWords[word.kind] : formatCount(word.count)}</span>
          </div>
        ))}
      </div>
      {isFaulty && (
        <p id={faultId} className="visually-hidden" role="alert">
          {fault.text} At letter {fault.offset + 1}.
        </p>
      )}
    </search>
  );
}

const kindWords: Record<FilterWord['kind'], string> = {
  attribute: 'field',
  metric: 'metric',
  param: 'parameter',
  operator: 'operator',
  value: 'value',
  joiner: '',
};

/** What lies behind the letters: a tint for each condition, a wavy line where the server stopped. */
function Mirror({
  text,
  fault,
  holder,
}: {
  text: string;
  fault: FilterFault | undefined;
  holder: RefObject<HTMLDivElement | null>;
}) {
  const marks: { from: number; to: number; className: string }[] = fault
    ? [{ from: fault.offset, to: Math.max(fault.offset + fault.length, fault.offset + 1), className: 'filter-fault' }]
    : chipsOf(text).map((chip) => ({ from: chip.from, to: chip.to, className: 'filter-tint' }));
  const parts: React.ReactNode[] = [];
  let at = 0;
  for (const mark of marks) {
    parts.push(text.slice(at, mark.from));
    parts.push(
      <mark key={mark.from} className={mark.className}>
        {text.slice(mark.from, mark.to) || ' '}
      </mark>,
    );
    at = mark.to;
  }
  return (
    <div className="filter-mirror" aria-hidden="true" ref={holder}>
      {parts}
      {text.slice(at)}
    </div>
  );
}

/** The conditions of the filter, each with a way to take it out; before there is one, some that are often wanted. */
export function FilterChips({
  filter,
  fault,
  onFilter,
}: {
  filter: string;
  fault: FilterFault | undefined;
  onFilter: (filter: string) => void;
}) {
  if (fault) {
    return (
      <p className="filter-problem">
        <Icon name="warning" size={14} />
        <span>
          {fault.text}{' '}
          {fault.suggestions.length > 0 && (
            <>
              Did you mean{' '}
              {fault.suggestions.slice(0, 3).map((word) => (
                <button
                  key={word}
                  type="button"
                  className="link-button mono"
                  onClick={() =>
                    onFilter(filter.slice(0, fault.offset) + word + filter.slice(fault.offset + fault.length))
                  }
                >
                  {word}
                </button>
              ))}
              ?
            </>
          )}
        </span>
      </p>
    );
  }
  const chips = chipsOf(filter);
  if (chips.length === 0) {
    return (
      <div className="filter-chips">
        {['status:running', 'status:failed', 'kind:solve', 'owner:me', 'created>-1d'].map((condition) => (
          <button
            key={condition}
            type="button"
            className="chip chip-offer"
            onClick={() => onFilter(withCondition(filter, condition))}
          >
            {condition}
          </button>
        ))}
      </div>
    );
  }
  return (
    <ul className="filter-chips" aria-label="Conditions">
      {chips.map((chip) => (
        <li key={chip.from} className="chip chip-condition">
          <span className="ellipsis mono" title={chip.text}>
            {chip.text}
          </span>
          <button
            type="button"
            className="chip-remove"
            aria-label={`Remove ${chip.text}`}
            title={`Remove ${chip.text}`}
            onClick={() => onFilter(withoutChip(filter, chip))}
          >
            <Icon name="close" size={12} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What is written and where, once it has been still for a moment. */
function useSettled(text: string, caret: number, millis: number): { text: string; caret: number } {
  const [settled, setSettled] = useState({ text, caret });
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ text, caret }), millis);
    return () => clearTimeout(timer);
  }, [text, caret, millis]);
  return settled;
}
