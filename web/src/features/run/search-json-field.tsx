import { type ReactNode, useEffect, useState } from 'react';
import { Field } from '@/shared/ui/field';
import type { FormField } from './schema-form';
import { rangesFromJson, searchJsonOf } from './search-json';
import type { Ranges, SearchSpace } from './search-space';

/** The text, and the ranges that it stands for, or that there were when it last could be taken. */
interface Written {
  text: string;
  of: Ranges;
  error?: string;
}

/** What is searched, as JSON: beneath the JSON of the settings. */
export function SearchJsonField({
  fields,
  ranges,
  space,
  onFault,
  onChange,
}: {
  fields: readonly FormField[];
  ranges: Ranges;
  space: SearchSpace;
  /** Told when the text cannot be taken, so that the form stands for something else. Always the same function. */
  onFault: (fault: string | undefined) => void;
  onChange: (ranges: Ranges) => void;
}): ReactNode {
  const [written, setWritten] = useState<Written>();
  const { text, error }: Written = written?.of === ranges ? written : { text: searchJsonOf(space), of: ranges };
  useEffect(() => {
    onFault(error);
    return () => onFault(undefined);
  }, [error, onFault]);
  const take = (next: string) => {
    const result = rangesFromJson(fields, ranges, next);
    setWritten(result.ok ? { text: next, of: result.ranges } : { text: next, of: ranges, error: result.error });
    if (result.ok) onChange(result.ranges);
  };
  return (
    <Field
      label="Search as JSON"
      error={error}
      help="The range of each searched parameter, by its path. Of these, the value above counts for nothing."
    >
      {(control) => (
        <textarea
          {...control}
          className="input json-editor"
          rows={Math.min(24, text.split('\n').length + 1)}
          wrap="off"
          spellCheck={false}
          value={text}
          onChange={(event) => take(event.target.value)}
        />
      )}
    </Field>
  );
}
