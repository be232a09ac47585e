import {
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { afterPress } from '@/shared/ui/after-press';
import { FieldError, TextField, Toggle } from '@/shared/ui/field';
import { errorAt } from './launch-errors';
import { type FormField, trailOf } from './schema-form';
import { helpOf, type RowExtra } from './schema-form-field';
import { canSearch, choicesOf, isNumeric, type RangeDraft, type RangePart, valueWord } from './search-range';
import type { Ranges, SearchSpace } from './search-space';
import './search-form.css';

/** The rows of a settings form whose parameters a study may search: a switch beside each, a range in the place of its value. */

/** What a study adds to the settings of its method. */
export interface SearchPart {
  extra: RowExtra;
  /** Beneath the JSON of the settings. */
  json: ReactNode;
  /** Above the settings. */
  note: ReactNode;
}

/** What the ranges know. It reaches them past the rows of the form, which are drawn anew only for changes of their own. */
interface SearchState {
  space: SearchSpace;
  /** What was said to be wrong when somebody tried to start, by path. */
  errors: ReadonlyMap<string, string>;
  onChange: (path: string, next: Partial<RangeDraft>) => void;
}

const SearchContext = createContext<SearchState | undefined>(undefined);

export function SearchRanges({ space, errors, onChange, children }: SearchState & { children: ReactNode }): ReactNode {
  const state = useMemo(() => ({ space, errors, onChange }), [space, errors, onChange]);
  return <SearchContext value={state}>{children}</SearchContext>;
}

/** For a `SchemaForm` inside `SearchRanges`. It is another one only when a parameter is searched, or fixed again. */
export function useSearchRows(ranges: Ranges, onSwitch: (field: FormField, on: boolean) => void): RowExtra {
  const searched = Object.keys(ranges)
    .filter((path) => ranges[path]?.on)
    .join('\n');
  const latest = useRef(onSwitch);
  latest.current = onSwitch;
  const pressed = useRef<string | undefined>(undefined);
  return useMemo((): RowExtra => {
    const paths = new Set(searched.split('\n'));
    return (field) => {
      if (!canSearch(field)) return undefined;
      const on = paths.has(field.path);
      const change = (next: boolean) => {
        pressed.current = field.path;
        latest.current(field, next);
      };
      return {
        beside: <SearchSwitch field={field} on={on} pressed={pressed} onChange={change} />,
        instead: on ? <RangeRow field={field} /> : undefined,
      };
    };
  }, [searched]);
}

function SearchSwitch({
  field,
  on,
  pressed,
  onChange,
}: {
  field: FormField;
  on: boolean;
  /** The path of the switch that was used last, until it has its focus back. */
  pressed: RefObject<string | undefined>;
  onChange: (on: boolean) => void;
}) {
  const element = useRef<HTMLSpanElement>(null);
  // The row is another one now, and so is its switch: the focus stays where it was.
  useEffect(() => {
    if (pressed.current !== field.path) return;
    pressed.current = undefined;
    element.current?.querySelector('input')?.focus();
  });
  return (
    <span ref={element} className="search-switch">
      <Toggle
        label={
          <>
            Search<span className="visually-hidden"> {trailOf(field)}</span>
          </>
        }
        checked={on}
        onChange={onChange}
      />
    </span>
  );
}

const NO_PARTS: ReadonlySet<RangePart> = new Set();

/** What a row of a range is drawn from. */
interface RangeProps {
  field: FormField;
  draft: RangeDraft;
  path: string;
  /** What is wrong with a part, once somebody has been there or has tried to start. */
  faultOf: (part: RangePart) => string | undefined;
  touch: (...parts: RangePart[]) => void;
  set: (next: Partial<RangeDraft>) => void;
}

function RangeRow({ field }: { field: FormField }) {
  const state = useContext(SearchContext);
  const id = useId();
  const [touched, setTouched] = useState(NO_PARTS);
  const parameter = state?.space.parameters.find((one) => one.field.path === field.path);
  if (!state || !parameter) return null;
  const path = `search.${field.path}`;
  const fault = state.errors.get(path) ?? state.errors.get(`${path}.type`);
  const props: RangeProps = {
    field,
    draft: parameter.draft,
    path,
    faultOf: (part) =>
      (touched.has(part) ? state.space.errors.get(`${path}.${part}`) : undefined) ??
      errorAt(state.errors, `${path}.${part}`),
    touch: (...parts) => setTouched((known) => new Set([...known, ...parts])),
    set: (next) => state.onChange(field.path, next),
  };
  const help = helpOf(field);
  return (
    <fieldset
      className="search-range"
      data-field={path}
      aria-label={`Range of ${trailOf(field)}`}
      aria-describedby={fault ? `${id}-error` : undefined}
    >
      {isNumeric(field) ? <NumberRow {...props} /> : <ChoiceRow {...props} />}
      {fault && <FieldError id={`${id}-error`} text={fault} />}
      {help && <p className="field-help">{help}</p>}
    </fieldset>
  );
}

const ends = [
  ['low', 'Low', (low: string) => ({ low })],
  ['high', 'High', (high: string) => ({ high })],
  ['step', 'Step', (step: string) => ({ step })],
] as const;

function NumberRow(props: RangeProps) {
  const { field, draft, path, faultOf, touch, set } = props;
  if (draft.listed) return <ValuesRow {...props} />;
  const logFault = faultOf('log');
  const anyStep = field.kind === 'integer' ? '1' : 'any';
  return (
    <>
      <div className="search-ends">
        {ends.map(([part, word, change]) => (
          <div key={part} data-field={`${path}.${part}`}>
            <TextField
              label={
                <>
                  {word}
                  <span className="visually-hidden"> of {trailOf(field)}</span>
                </>
              }
              value={part === 'step' && draft.log ? '' : draft[part]}
              inputMode="decimal"
              spellCheck={false}
              autoComplete="off"
              readOnly={part === 'step' && draft.log}
              placeholder={part === 'step' ? (draft.log ? 'none' : anyStep) : undefined}
              error={faultOf(part)}
              onBlur={() => afterPress(() => touch(...(part === 'high' ? (['low', 'high'] as const) : [part])))}
              onChange={(event) => set(change(event.target.value))}
            />
          </div>
        ))}
      </div>
      <div className="row spread" data-field={`${path}.log`}>
        <Toggle
          label={
            <>
              Log scale<span className="visually-hidden"> of {trailOf(field)}</span>
            </>
          }
          checked={draft.log}
          onChange={(log) => {
            touch('low', 'log');
            set({ log });
          }}
        />
        <button type="button" className="link-button small" onClick={() => set({ listed: true })}>
          some values instead<span className="visually-hidden"> for {trailOf(field)}</span>
        </button>
      </div>
      {logFault && <FieldError text={logFault} />}
    </>
  );
}

/** Some values of a number. */
function ValuesRow({ field, draft, path, faultOf, touch, set }: RangeProps) {
  return (
    <>
      <div data-field={`${path}.choices`}>
        <TextField
          label={
            <>
              Values<span className="visually-hidden"> of {trailOf(field)}</span>
            </>
          }
          value={draft.values}
          placeholder="with commas between them"
          spellCheck={false}
          autoComplete="off"
          error={faultOf('choices')}
          onBlur={() => afterPress(() => touch('choices'))}
          onChange={(event) => set({ values: event.target.value })}
        />
      </div>
      <div className="row spread">
        <button type="button" className="link-button small" onClick={() => set({ listed: false })}>
          a range instead<span className="visually-hidden"> for {trailOf(field)}</span>
        </button>
      </div>
    </>
  );
}

/** Of an enum or a switch: any of its values. */
function ChoiceRow({ field, draft, path, faultOf, touch, set }: RangeProps) {
  const id = useId();
  const fault = faultOf('choices');
  const possible = choicesOf(field).map((choice) => ({ text: JSON.stringify(choice), word: valueWord(choice) }));
  const chosen = draft.choices.filter((one) => possible.some(({ text }) => text === one));
  return (
    <div data-field={`${path}.choices`}>
      <div className="check-list search-choices">
        {possible.map(({ text, word }) => (
          <label key={text}>
            <input
              type="checkbox"
              checked={chosen.includes(text)}
              aria-describedby={fault ? `${id}-error` : undefined}
              onChange={(event) => {
                touch('choices');
                set({ choices: event.target.checked ? [...chosen, text] : chosen.filter((one) => one !== text) });
              }}
            />
            <span className="ellipsis" title={word}>
              {word}
            </span>
          </label>
        ))}
      </div>
      {fault && <FieldError id={`${id}-error`} text={fault} />}
    </div>
  );
}
