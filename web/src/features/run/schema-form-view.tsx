import { type ReactNode, useCallback, useRef, useState } from 'react';
import { plural } from '@/shared/format/format';
import { Field, Segmented } from '@/shared/ui/field';
import { changedFields, type FormField, isChanged, type Raws, withRaw } from './schema-form';
import type { RowExtra } from './schema-form-field';
import { isInside, type ParameterForm } from './schema-form-fields';
import { fromJson, jsonOf, placedErrors } from './schema-form-json';
import { type RowContext, Rows } from './schema-form-rows';
import './schema-form.css';

type View = 'basic' | 'advanced' | 'json';

/** The settings of an algorithm: a form made from its schema, and the same as JSON. */
export function SchemaForm({
  form,
  errors,
  revealed,
  extra,
  onChange,
}: {
  form: ParameterForm;
  /** What is to be corrected, by the path of the field: found here when somebody tried to start, or by the server. */
  errors: ReadonlyMap<string, string>;
  /** Somebody is led to the field at this path: it is brought to light. Each time another object. */
  revealed?: { path: string };
  extra?: RowExtra;
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
  const advanced = advancedOf(fields);
  // The fields are drawn anew only when they change, so what they call must always see the newest values.
  const latest = useRef({ raws, onChange });
  latest.current = { raws, onChange };
  const set = useCallback((field: FormField, raw: unknown) => {
    const next = withRaw(latest.current.raws, field, raw);
    latest.current = { ...latest.current, raws: next };
    latest.current.onChange(next);
  }, []);
  const context: RowContext = {
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
    <div className="stack" data-field="parameters">
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
      {view === 'json' ? (
        <JsonView form={form} errors={errors} onChange={onChange} />
      ) : (
        <Rows fields={fields} context={context} />
      )}
      {view === 'basic' && advanced.length > 0 && (
        <p className="muted small">
          {plural(advanced.length, 'more setting')} under Advanced{' '}
          {advanced.length === 1 ? 'keeps its default' : 'keep their defaults'}
          {changedFields(advanced, raws).length > 0 ? ', except where you changed it' : ''}.
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
  form,
  errors,
  onChange,
}: {
  form: ParameterForm;
  errors: ReadonlyMap<string, string>;
  onChange: (raws: Raws) => void;
}) {
  const editor = useRef<HTMLTextAreaElement>(null);
  const [written, setWritten] = useState(() => ({ text: jsonOf(form.fields, form.raws), of: form.raws }));
  const [error, setError] = useState<string>();
  if (written.of !== form.raws) {
    // The form was filled in from elsewhere: from a template.
    setWritten({ text: jsonOf(form.fields, form.raws), of: form.raws });
    setError(undefined);
  }
  // While the text cannot be taken, the form stands for an earlier one.
  const placed = error === undefined ? placedErrors(form, new Map([...errors, ...form.errors]), written.text) : [];
  const goTo = (offset: number) => {
    const area = editor.current;
    if (!area) return;
    area.focus();
    area.setSelectionRange(offset, Math.min(written.text.length, offset + 1));
  };
  return (
    <>
      <Field
        label="Parameters as JSON"
        error={error ?? (placed.length > 0 ? `${plural(placed.length, 'value')} to correct.` : undefined)}
        help="Changes appear in the form at once."
      >
        {(control) => (
          <textarea
            {...control}
            ref={editor}
            className="input json-editor"
            rows={Math.min(24, written.text.split('\n').length + 1)}
            wrap="off"
            spellCheck={false}
            value={written.text}
            onChange={(event) => {
              const { value } = event.target;
              const result = fromJson(form.schema, value);
              setWritten({ text: value, of: result.ok ? result.raws : written.of });
              setError(result.ok ? undefined : result.error);
              if (result.ok) onChange(result.raws);
            }}
          />
        )}
      </Field>
      {placed.length > 0 && (
        <ul className="placed-errors" aria-label="Values to correct">
          {placed.map(({ path, title, text, place, offset }) => (
            <li key={path}>
              <button type="button" className="link-button" onClick={() => goTo(offset)}>
                {title}, {place}
              </button>
              : {text}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
