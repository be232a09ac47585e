import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { type FormField, fieldsOf, type Raws, valuesOf } from './schema-form';
import { SchemaForm } from './schema-form-view';

const fields = fieldsOf({
  properties: {
    rate: { type: 'number', title: 'Learning rate', default: 0.05, maximum: 1 },
    leaves: { type: 'integer', title: 'Leaves', default: 31, 'x-advanced': true },
    weight: { enum: ['none', 'balanced'], title: 'Class weight', default: 'none' },
  },
});
const template = fieldsOf({
  properties: { data: { type: 'string', title: 'Data', 'x-format': 'json', default: '{}' } },
});

let values: Record<string, unknown> = {};

function Host({
  errors = new Map<string, string>(),
  of = fields,
}: {
  errors?: ReadonlyMap<string, string>;
  of?: FormField[];
}) {
  const [raws, setRaws] = useState<Raws>({});
  values = valuesOf(of, raws).values;
  return <SchemaForm fields={of} raws={raws} errors={errors} onChange={setRaws} />;
}

afterEach(cleanup);

describe('SchemaForm', () => {
  it('keeps advanced settings out of sight until they are asked for', () => {
    render(<Host />);
    expect(screen.queryByLabelText('Leaves')).toBeNull();
    fireEvent.click(screen.getByRole('radio', { name: 'Advanced' }));
    expect(screen.getByLabelText('Leaves')).toHaveProperty('value', '31');
  });

  it('shows an advanced setting that the server refused', () => {
    render(<Host errors={new Map([['leaves', 'Too many.']])} />);
    expect(screen.getByLabelText('Leaves').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('Too many.')).toBeTruthy();
  });

  it('marks a changed field and takes it back to its default', () => {
    render(<Host />);
    fireEvent.change(screen.getByLabelText('Learning rate'), { target: { value: '1e-3' } });
    expect(values.rate).toBe(0.001);
    fireEvent.click(screen.getByRole('button', { name: 'Reset to default' }));
    expect(values.rate).toBe(0.05);
    expect(screen.queryByRole('button', { name: /Reset/ })).toBeNull();
  });

  it('keeps what was entered in one field when another is changed', () => {
    render(<Host />);
    fireEvent.click(screen.getByRole('radio', { name: 'Advanced' }));
    fireEvent.change(screen.getByLabelText('Leaves'), { target: { value: '7' } });
    fireEvent.change(screen.getByLabelText('Learning rate'), { target: { value: '0.5' } });
    fireEvent.click(screen.getByRole('radio', { name: 'balanced' }));
    expect(values).toEqual({ leaves: 7, rate: 0.5, weight: 'balanced' });
  });

  it('says what is wrong when the field is left, not while it is typed', () => {
    render(<Host />);
    const input = screen.getByLabelText('Learning rate');
    fireEvent.change(input, { target: { value: '7' } });
    expect(screen.queryByText('It must be at most 1.')).toBeNull();
    fireEvent.blur(input);
    expect(screen.getByText('It must be at most 1.')).toBeTruthy();
  });

  it('leads to the place where the data of a template stops being JSON', () => {
    render(<Host of={template} />);
    const editor = screen.getByLabelText('Data') as HTMLTextAreaElement;
    fireEvent.change(editor, { target: { value: '{\n  "jobs": [1 2]\n}' } });
    fireEvent.blur(editor);
    expect(screen.getByText(/line 2, column 14: a comma or ] is expected/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'go to the error' }));
    expect([editor.selectionStart, editor.selectionEnd]).toEqual([15, 16]);
    fireEvent.change(editor, { target: { value: '{"jobs": [1, 2]}' } });
    expect(screen.queryByRole('button', { name: 'go to the error' })).toBeNull();
    expect(values.data).toBe('{"jobs": [1, 2]}');
  });

  it('edits the same values as JSON', () => {
    render(<Host />);
    fireEvent.click(screen.getByRole('radio', { name: 'JSON' }));
    fireEvent.change(screen.getByLabelText('Parameters as JSON'), { target: { value: '{"weight": "balanced"}' } });
    expect(values.weight).toBe('balanced');
    fireEvent.click(screen.getByRole('radio', { name: 'Basic' }));
    expect(screen.getByRole('radio', { name: 'balanced' })).toHaveProperty('checked', true);
  });
});
