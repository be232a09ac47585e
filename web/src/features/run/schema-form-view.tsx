import { memo, useCallback, useRef, useState } from 'react';
import { formatNumber } from '@/shared/format/format';
import { Field, FieldError, Segmented, SelectField, TextField, Toggle } from '@/shared/ui/field';
import { SearchSelect } from '@/shared/ui/search-select';
import { JsonField } from './json-field';
import {
  type FormField,
  fromJson,
  hasSlider,
  isChanged,
  jsonOf,
  parse,
  type Raw,
  type Raws,
  rangeOf,
  rawAt,
  sliderOf,
  valueAt,
} from './schema-form';

type View = 'basic' | 'advanced' | 'json';

/** The settings of an algorithm: a form made from its schema, and the same as JSON. */
export function SchemaForm({
  fields,
  raws,
  errors,
  onChange,
}: {
  fields: readonly FormField[];
  raws: Raws;
  /** What the server said about a parameter, by name. */
  errors: ReadonlyMap<string, string>;
  onChange: (raws: Raws) => void;
}) {
  const [view, setView] = useState<View>('basic');
  const hasAdvanced = fields.some((field) => field.advanced);
  const shown = fields.filter((field) => view === 'advanced' || !field.advanced || errors.has(field.name));
  // The fields are drawn anew only when they change, so what they call must always see the newest values.
  const latest = useRef({ raws, onChange });
  latest.current = { raws, onChange };
  const set = useCallback((name: string, raw: Raw) => {
    latest.current.onChange({ ...latest.current.raws, [name]: raw });
  }, []);
  return (
    <div className="stack">
      <Segmented
        label="Show settings"
        hideLabel
        value={view}
        onChange={(next) => setView(next as View)}
        options={[
          { value: 'basic', label: 'Basic' },
          ...(hasAdvanced ? [{ value: 'advanced', label: 'Advanced' }] : []),
          { value: 'json', label: 'JSON' },
        ]}
      />
      {view === 'json' ? (
        <JsonView fields={fields} raws={raws} onChange={onChange} />
      ) : (
        <div className="launch-columns">
          {shown.map((field) => (
            <ParameterField
              key={field.name}
              field={field}
              raw={rawAt(field, raws)}
              changed={isChanged(field, raws)}
              serverError={errors.get(field.name)}
              onChange={set}
            />
          ))}
        </div>
      )}
      {view === 'basic' && hasAdvanced && (
        <p className="muted small">
          {fields.filter((field) => field.advanced).length} more settings under Advanced keep their defaults
          {fields.some((field) => field.advanced && isChanged(field, raws)) ? ', except those that you changed' : ''}.
        </p>
      )}
    </div>
  );
}

interface ParameterProps {
  field: FormField;
  raw: Raw;
  changed: boolean;
  serverError: string | undefined;
  onChange: (name: string, raw: Raw) => void;
}

const ParameterField = memo(
  function ParameterField({ field, raw, changed, serverError, onChange }: ParameterProps) {
    const [touched, setTouched] = useState(false);
    const parsed = parse(field, raw);
    const error = !parsed.ok && touched ? parsed.error : serverError;
    const set = (next: Raw) => onChange(field.name, next);
    const aside = (
      <>
        {field.unit && <span>{field.unit}</span>}
        {changed && (
          <>
            <span className="changed-mark" title="Changed" />
            <span className="visually-hidden">changed</span>
            {field.hasDefault && (
              <button
                type="button"
                className="link-button small"
                title={`Back to the default: ${defaultWords(field)}`}
                aria-label="Reset to default"
                onClick={() => set(field.kind === 'boolean' ? field.default === true : defaultRaw(field))}
              >
                reset
              </button>
            )}
          </>
        )}
      </>
    );
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: leaving any control inside is what is heard
      <div
        data-field={`parameters.${field.name}`}
        className={field.kind === 'json' ? 'field-wide' : undefined}
        onBlur={() => setTouched(true)}
      >
        <Control field={field} raw={raw} error={error} aside={aside} set={set} />
      </div>
    );
  },
  (a, b) => a.field === b.field && a.raw === b.raw && a.changed === b.changed && a.serverError === b.serverError,
);

function Control({
  field,
  raw,
  error,
  aside,
  set,
}: {
  field: FormField;
  raw: Raw;
  error: string | undefined;
  aside: React.ReactNode;
  set: (raw: Raw) => void;
}) {
  const help = helpOf(field);
  if (field.kind === 'boolean') {
    return (
      <div className="field">
        <div className="field-head">
          <Toggle label={field.title} checked={raw === true} onChange={set} />
          <span className="field-aside">{aside}</span>
        </div>
        {error && <FieldError text={error} />}
        {help && <p className="field-help">{help}</p>}
      </div>
    );
  }
  if (field.kind === 'choice') {
    const options = [
      ...(field.nullable ? [{ value: '', label: 'none' }] : []),
      ...field.choices.map((choice) => ({ value: String(choice), label: String(choice) })),
    ];
    const common = { label: field.title, help, error, aside, value: String(raw), options, onChange: set };
    const length = options.reduce((sum, option) => sum + option.label.length, 0);
    if (options.length <= 5 && length <= 32) return <Segmented {...common} />;
    return options.length <= 5 ? <SelectField {...common} /> : <SearchSelect {...common} />;
  }
  if (field.kind === 'json') {
    return <JsonField label={field.title} help={help} error={error} aside={aside} value={String(raw)} onChange={set} />;
  }
  const parsed = hasSlider(field) ? parse(field, raw) : undefined;
  const at = parsed?.ok && typeof parsed.value === 'number' ? sliderOf(field, parsed.value) : 0;
  const text = (
    <TextField
      label={field.title}
      help={help}
      error={error}
      aside={aside}
      value={String(raw)}
      inputMode={field.kind === 'text' ? 'text' : 'decimal'}
      spellCheck={false}
      autoComplete="off"
      placeholder={field.nullable ? 'none' : undefined}
      onChange={(event) => set(event.target.value)}
    />
  );
  if (!parsed) return text;
  return (
    <div className="log-field">
      {text}
      <input
        type="range"
        className="log-slider"
        min={0}
        max={1000}
        step={1}
        value={Math.round(at)}
        aria-label={`${field.title}, log scale`}
        aria-valuetext={String(raw)}
        onChange={(event) => set(String(valueAt(field, event.target.valueAsNumber)))}
      />
    </div>
  );
}

const defaultRaw = (field: FormField): Raw => rawAt(field, {});

function defaultWords(field: FormField): string {
  if (field.kind === 'json') return 'the example';
  if (!field.hasDefault || field.default === null) return 'none';
  return typeof field.default === 'number' ? formatNumber(field.default) : String(field.default);
}

function helpOf(field: FormField): string {
  const parts = [field.help?.replace(/\.$/, '')];
  if (field.kind === 'number' || field.kind === 'integer') parts.push(rangeOf(field));
  if (field.kind === 'json') parts.push('begins with a small example; the numbers are yours to change');
  else if (field.kind !== 'boolean' && field.hasDefault) parts.push(`default ${String(field.default ?? 'none')}`);
  return parts.filter(Boolean).join(' · ');
}

function JsonView({
  fields,
  raws,
  onChange,
}: {
  fields: readonly FormField[];
  raws: Raws;
  onChange: (raws: Raws) => void;
}) {
  const [text, setText] = useState(() => jsonOf(fields, raws));
  const [error, setError] = useState<string>();
  return (
    <Field label="Parameters as JSON" error={error} help="Changes appear in the form at once.">
      {(control) => (
        <textarea
          {...control}
          className="input"
          rows={Math.min(24, fields.length + 3)}
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            const result = fromJson(fields, event.target.value);
            setError(result.ok ? undefined : result.error);
            if (result.ok) onChange(result.raws);
          }}
        />
      )}
    </Field>
  );
}
