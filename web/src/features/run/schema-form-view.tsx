import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { plural } from '@/shared/format/format';
import { Field, Segmented } from '@/shared/ui/field';
import { changedFields, type FormField, isChanged, type Raws, withRaw } from './schema-form';
import type { RowExtra } from './schema-form-field';
import { isInside, type ParameterForm } from './schema-form-fields';
import { fromJson, jsonOf, placedErrors } from './schema-form-json';
import { isInUse, type RowContext, Rows } from './schema-form-rows';
import './schema-form.css';

type View = 'basic' | 'advanced' | 'json';

/** The text of the JSON view. */
interface Written {
  text: string;
  /** The entries that it stands for, or that there were when it last could be taken. */
  of: Raws;
  /** Why it cannot be taken. */
  error?: string;
}

const writtenFor = ({ fields, raws }: ParameterForm): Written => ({ text: jsonOf(fields, raws), of: raws });

/** The settings of an algorithm: a form made from its schema, and the same as JSON. */
export function SchemaForm({
  at = 'parameters',
  words = 'Parameters',
  form,
  errors,
  revealed,
  extra,
  json,
  onFault,
  onChange,
}: {
  /** Its path in what it belongs to: where its faults are. */
  at?: string;
  /** What its values are called. */
  words?: string;
  form: ParameterForm;
  /** What is to be corrected, by the path of the field: found here when somebody tried to start, or by the server. */
  errors: ReadonlyMap<string, string>;
  /** Somebody is led to the field at this path: it is brought to light. Each time another object. */
  revealed?: { path: string };
  extra?: RowExtra;
  /** What a page adds to the JSON, where the rows have `extra`. */
  json?: ReactNode;
  /** Told when the JSON that somebody looks at cannot be taken, so that the form stands for something else. */
  onFault?: (fault: string | undefined) => void;
  onChange: (raws: Raws) => void;
}): ReactNode {
  const { fields, raws } = form;
  const [view, setView] = useState<View>('basic');
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState(revealed);
  if (revealed !== shown) {
    setShown(revealed);
    if (revealed && view === 'json') setView('basic');
    if (revealed) setFolded(without(folded, (one) => one === revealed.path || isInside(revealed.path, one)));
  }
  // It outlives a look at the form, as long as nothing is changed there.
  const [written, setWritten] = useState<Written>();
  const text = view !== 'json' ? undefined : written?.of === raws ? written : writtenFor(form);
  const fault = text?.error;
  useEffect(() => {
    onFault?.(fault);
    return () => onFault?.(undefined);
  }, [fault, onFault]);
  const advanced = advancedOf(fields);
  const hidden = advanced.filter((field) => !isInUse(field, extra));
  // The fields are drawn anew only when they change, so what they call must always see the newest values.
  const latest = useRef({ raws, onChange });
  latest.current = { raws, onChange };
  const set = useCallback((field: FormField, raw: unknown) => {
    const next = withRaw(latest.current.raws, field, raw);
    latest.current = { ...latest.current, raws: next };
    latest.current.onChange(next);
  }, []);
  const context: RowContext = {
    at,
    raws,
    faults: form.errors,
    errors,
    advanced: view === 'advanced',
    folded,
    isMarked: (field) => isChanged(field, raws),
    extra,
    onFold: (path) => setFolded(folded.has(path) ? without(folded, (one) => one === path) : new Set([...folded, path])),
    onChange: set,
  };
  return (
    <div className="stack" data-field={at}>
      <Segmented
        label="Show settings"
        hideLabel
        value={view}
        onChange={(next) => setView(next as View)}
        options={[
          { value: 'basic', label: 'Basic' },
          ...(advanced.length > 0 ? [{ value: 'advanced', label: 'Advanced' }] : []),
          { value: 'json', label: 'JSON' },
        ]}
      />
      {text ? (
        <>
          <JsonView words={words} form={form} written={text} errors={errors} onWrite={setWritten} onChange={onChange} />
          {json}
        </>
      ) : (
        <Rows fields={fields} context={context} />
      )}
      {view === 'basic' && hidden.length > 0 && (
        <p className="muted small">
          {plural(hidden.length, 'more setting')} under Advanced{' '}
          {hidden.length === 1 ? 'keeps its default' : 'keep their defaults'}
          {changedFields(hidden, raws).length > 0 ? ', except where you changed it' : ''}.
        </p>
      )}
    </div>
  );
}

const without = (paths: ReadonlySet<string>, isOut: (path: string) => boolean): ReadonlySet<string> =>
  new Set([...paths].filter((path) => !isOut(path)));

/** The fields that only the advanced view shows, with those in items of lists. */
function advancedOf(fields: readonly FormField[]): FormField[] {
  return fields.flatMap((field) => {
    if (!field.advanced) return advancedOf(field.fields);
    return field.kind === 'group' && field.fields.length > 0 ? leavesOf(field.fields) : [field];
  });
}

const leavesOf = (fields: readonly FormField[]): FormField[] =>
  fields.flatMap((field) => (field.kind === 'group' ? leavesOf(field.fields) : [field]));

function JsonView({
  words,
  form,
  written,
  errors,
  onWrite,
  onChange,
}: {
  words: string;
  form: ParameterForm;
  written: Written;
  errors: ReadonlyMap<string, string>;
  onWrite: (written: Written) => void;
  onChange: (raws: Raws) => void;
}) {
  const editor = useRef<HTMLTextAreaElement>(null);
  const { text, error } = written;
  // While the text cannot be taken, the form stands for an earlier one.
  const placed = error === undefined ? placedErrors(form, new Map([...errors, ...form.errors]), text) : [];
  const goTo = (offset: number) => {
    const area = editor.current;
    if (!area) return;
    area.focus();
    area.setSelectionRange(offset, Math.min(text.length, offset + 1));
  };
  return (
    <>
      <Field
        label={`${words} as JSON`}
        error={error ?? (placed.length > 0 ? `${plural(placed.length, 'value')} to correct.` : undefined)}
        help="Changes appear in the form at once."
      >
        {(control) => (
          <textarea
            {...control}
            ref={editor}
            className="input json-editor"
            rows={Math.min(24, text.split('\n').length + 1)}
            wrap="off"
            spellCheck={false}
            value={text}
            onChange={(event) => {
              const { value } = event.target;
              const result = fromJson(form.schema, value);
              onWrite(
                result.ok ? { text: value, of: result.raws } : { text: value, of: form.raws, error: result.error },
              );
              if (result.ok) onChange(result.raws);
            }}
          />
        )}
      </Field>
      {placed.length > 0 && (
        <ul className="placed-errors" aria-label="Values to correct">
          {placed.map(({ path, title, text: fault, place, offset }) => (
            <li key={path}>
              <button type="button" className="link-button" onClick={() => goTo(offset)}>
                {title}, {place}
              </button>
              : {fault}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
