import { type ReactNode, useRef } from 'react';
import { Field } from '@/shared/ui/field';
import { jsonFault } from './json-fault';

const FEWEST_ROWS = 8;
const MOST_ROWS = 24;
/** Of a text field: see `controls.css`. */
const LINE_HEIGHT = 18;

/** A text that must be JSON. What is wrong is told with its place, and one press leads there. */
export function JsonField({
  label,
  help,
  error,
  aside,
  value,
  onChange,
}: {
  label: string;
  help: ReactNode;
  error: string | undefined;
  aside: ReactNode;
  value: string;
  onChange: (value: string) => void;
}): ReactNode {
  const editor = useRef<HTMLTextAreaElement>(null);
  const fault = jsonFault(value);
  const goThere = () => {
    const area = editor.current;
    if (!area || !fault) return;
    area.focus();
    area.setSelectionRange(fault.offset, Math.min(value.length, fault.offset + 1));
    // A browser shows the selection of a text field only when it is written to; the line is brought into sight by hand.
    const line = value.slice(0, fault.offset).split('\n').length - 1;
    area.scrollTop = Math.max(0, (line - 3) * LINE_HEIGHT);
  };
  const rows = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, value.split('\n').length + 1));
  return (
    <Field
      label={label}
      help={help}
      error={error}
      aside={
        <>
          {fault && value.trim() !== '' && (
            <button type="button" className="link-button small" onClick={goThere}>
              go to the error
            </button>
          )}
          {aside}
        </>
      }
    >
      {(control) => (
        <textarea
          {...control}
          ref={editor}
          className="input json-editor"
          rows={rows}
          wrap="off"
          spellCheck={false}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
