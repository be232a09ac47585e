import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Raws } from './schema-form';
import type { RowExtra } from './schema-form-field';
import { formOf } from './schema-form-fields';
import { SchemaForm } from './schema-form-view';

const plain: unknown = {
  properties: {
    rate: { type: 'number', title: 'Learning rate', default: 0.05, maximum: 1 },
    leaves: { type: 'integer', title: 'Leaves', default: 31, 'x-advanced': true },
    weight: { enum: ['none', 'balanced'], title: 'Class weight', default: 'none' },
  },
};
const template: unknown = {
  properties: { data: { type: 'string', title: 'Data', 'x-format': 'json', default: '{}' } },
};
/** As text, as it comes from a service. */
const nested: unknown = JSON.parse(`{
  "properties": {
    "booster": { "enum": ["gbdt", "dart"], "title": "Booster", "default": "gbdt" },
    "trees": { "type": "integer", "title": "Trees", "default": 100 },
    "optimizer": {
      "type": "object", "title": "Optimizer",
      "properties": {
        "rate": { "type": "number", "title": "Rate", "default": 0.1, "minimum": 0.001, "maximum": 1, "x-log": true },
        "epsilon": { "type": "number", "title": "Epsilon", "default": 0.5, "x-advanced": true }
      }
    },
    "schedule": {
      "title": "Schedule", "default": null,
      "anyOf": [
        { "type": "object", "properties": { "steps": { "type": "integer", "title": "Steps", "default": 3 } } },
        { "type": "null" }
      ]
    },
    "layers": {
      "type": "array", "title": "Layers", "default": [64, 32], "minItems": 1, "maxItems": 3,
      "items": { "type": "integer", "minimum": 1 }
    }
  },
  "if": { "properties": { "booster": { "const": "dart" } } },
  "then": { "properties": { "drop": { "type": "number", "title": "Drop", "default": 0.1 } } }
}`);

let values: Record<string, unknown> = {};
let fault: string | undefined;

const noteFault = (next: string | undefined) => {
  fault = next;
};

function Host({
  errors = new Map<string, string>(),
  of = plain,
  revealed,
  extra,
}: {
  errors?: ReadonlyMap<string, string>;
  of?: unknown;
  revealed?: { path: string };
  extra?: RowExtra;
}) {
  const [raws, setRaws] = useState<Raws>({});
  const form = formOf(of, raws);
  values = form.values;
  return (
    <SchemaForm form={form} errors={errors} revealed={revealed} extra={extra} onFault={noteFault} onChange={setRaws} />
  );
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

const inputs = (container: Element) => [...container.querySelectorAll('input')].map((input) => input.value);

describe('a form with parts', () => {
  it('shows a conditional field in its place, and takes it away again', () => {
    render(<Host of={nested} />);
    expect(screen.queryByLabelText('Drop')).toBeNull();
    fireEvent.click(screen.getByRole('radio', { name: 'dart' }));
    const drop = screen.getByLabelText('Drop');
    const follows = drop.compareDocumentPosition(screen.getByLabelText('Trees')) & Node.DOCUMENT_POSITION_FOLLOWING;
    expect(follows).toBeTruthy();
    fireEvent.change(drop, { target: { value: '0.4' } });
    expect(values.drop).toBe(0.4);
    fireEvent.click(screen.getByRole('radio', { name: 'gbdt' }));
    expect(screen.queryByLabelText('Drop')).toBeNull();
    expect(values).not.toHaveProperty('drop');
  });

  it('folds a group, says what is in it, and opens it for somebody who is led there', () => {
    const { rerender } = render(<Host of={nested} />);
    const fold = () => screen.getByRole('button', { name: 'Optimizer' });
    expect(fold().getAttribute('aria-expanded')).toBe('true');
    fireEvent.click(fold());
    expect(screen.queryByLabelText('Rate')).toBeNull();
    const group = screen.getByRole('group', { name: 'Optimizer' });
    expect(within(group).getByText('2 settings')).toBeTruthy();
    const errors = new Map([['optimizer.rate', 'Too fast.']]);
    rerender(<Host of={nested} errors={errors} />);
    expect(within(group).getByText('1 to correct')).toBeTruthy();
    rerender(<Host of={nested} errors={errors} revealed={{ path: 'optimizer.rate' }} />);
    expect(screen.getByLabelText('Rate').getAttribute('aria-invalid')).toBe('true');
  });

  it('leaves the JSON view for the field that somebody is led to', () => {
    const { rerender } = render(<Host of={nested} />);
    fireEvent.click(screen.getByRole('radio', { name: 'JSON' }));
    rerender(<Host of={nested} revealed={{ path: 'layers[1]' }} />);
    expect(screen.getByLabelText('Layers 2')).toBeTruthy();
  });

  it('marks what was changed inside a group, and takes one field or all of them back', () => {
    render(<Host of={nested} />);
    const group = screen.getByRole('group', { name: 'Optimizer' });
    fireEvent.change(screen.getByLabelText('Rate'), { target: { value: '1e-2' } });
    expect(values.optimizer).toEqual({ rate: 0.01, epsilon: 0.5 });
    fireEvent.click(within(group).getByRole('button', { name: 'Reset to default' }));
    expect(values.optimizer).toEqual({ rate: 0.1, epsilon: 0.5 });
    fireEvent.change(screen.getByLabelText('Rate, log scale'), { target: { value: '0' } });
    expect(values.optimizer).toEqual({ rate: 0.001, epsilon: 0.5 });
    fireEvent.click(screen.getByRole('button', { name: 'Reset Optimizer to default' }));
    expect(values.optimizer).toEqual({ rate: 0.1, epsilon: 0.5 });
  });

  it('keeps the advanced settings of a group out of sight', () => {
    render(<Host of={nested} />);
    expect(screen.queryByLabelText('Epsilon')).toBeNull();
    expect(screen.getByText(/^1 more setting under Advanced keeps its default/)).toBeTruthy();
    fireEvent.click(screen.getByRole('radio', { name: 'Advanced' }));
    expect(screen.getByLabelText('Epsilon')).toBeTruthy();
  });

  it('uses a group that may be left out only when somebody wants it', () => {
    render(<Host of={nested} />);
    expect(values.schedule).toBeNull();
    fireEvent.click(screen.getByRole('checkbox', { name: 'Use Schedule' }));
    expect(values.schedule).toEqual({ steps: 3 });
    fireEvent.change(screen.getByLabelText('Steps'), { target: { value: '9' } });
    expect(values.schedule).toEqual({ steps: 9 });
    fireEvent.click(screen.getByRole('checkbox', { name: 'Use Schedule' }));
    expect(values.schedule).toBeNull();
    fireEvent.click(screen.getByRole('checkbox', { name: 'Use Schedule' }));
    expect(values.schedule).toEqual({ steps: 9 });
  });

  it('adds, removes and moves the items of a list, and the focus goes along', () => {
    render(<Host of={nested} />);
    const list = screen.getByRole('group', { name: 'Layers' });
    const press = (name: string) => fireEvent.click(within(list).getByRole('button', { name }));
    expect(inputs(list)).toEqual(['64', '32']);
    press('Add to Layers');
    expect(document.activeElement).toBe(screen.getByLabelText('Layers 3'));
    fireEvent.change(screen.getByLabelText('Layers 3'), { target: { value: '16' } });
    expect(values.layers).toEqual([64, 32, 16]);
    expect(within(list).getByRole('button', { name: 'Add to Layers' })).toHaveProperty('disabled', true);
    press('Move Layers 3 up');
    expect(values.layers).toEqual([64, 16, 32]);
    expect(document.activeElement).toBe(within(list).getByRole('button', { name: 'Move Layers 2 up' }));
    press('Move Layers 2 up');
    expect(values.layers).toEqual([16, 64, 32]);
    // At the top there is no further up.
    expect(document.activeElement).toBe(within(list).getByRole('button', { name: 'Move Layers 1 down' }));
    press('Remove Layers 2');
    expect(values.layers).toEqual([16, 32]);
    press('Remove Layers 2');
    press('Remove Layers 1');
    expect(document.activeElement).toBe(within(list).getByRole('button', { name: 'Add to Layers' }));
    expect(within(list).getByText('It needs at least 1 item.')).toBeTruthy();
    press('Reset Layers to default');
    expect(values.layers).toEqual([64, 32]);
    expect(within(list).queryByText('It needs at least 1 item.')).toBeNull();
  });

  it('says in the JSON view what is wrong with a value, and leads there', () => {
    render(<Host of={nested} />);
    fireEvent.click(screen.getByRole('radio', { name: 'JSON' }));
    const editor = screen.getByLabelText('Parameters as JSON') as HTMLTextAreaElement;
    const text = '{\n  "optimizer": { "rate": 7 },\n  "layers": [1, 2]\n}';
    fireEvent.change(editor, { target: { value: text } });
    expect(values.layers).toEqual([1, 2]);
    expect(screen.getByText('1 value to correct.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Optimizer › Rate, line 2, column 26' }));
    expect(text.slice(editor.selectionStart, editor.selectionEnd)).toBe('7');
    fireEvent.click(screen.getByRole('radio', { name: 'Basic' }));
    expect(screen.getByLabelText('Rate')).toHaveProperty('value', '7');
    expect(inputs(screen.getByRole('group', { name: 'Layers' }))).toEqual(['1', '2']);
  });

  it('keeps a text that cannot be taken, and tells of it while it is looked at', () => {
    render(<Host of={nested} />);
    const view = (name: string) => fireEvent.click(screen.getByRole('radio', { name }));
    const editor = () => screen.getByLabelText('Parameters as JSON');
    view('JSON');
    fireEvent.change(editor(), { target: { value: '{"trees": 7}' } });
    fireEvent.change(editor(), { target: { value: '{"trees": 7, }' } });
    expect(fault).toMatch(/^This is not JSON: line 1, column 14/);
    view('Basic');
    expect(fault).toBeUndefined();
    expect(screen.getByLabelText('Trees')).toHaveProperty('value', '7');
    view('JSON');
    expect(editor()).toHaveProperty('value', '{"trees": 7, }');
    expect(fault).toBeDefined();
    view('Basic');
    fireEvent.change(screen.getByLabelText('Trees'), { target: { value: '8' } });
    view('JSON');
    expect(JSON.parse((editor() as HTMLTextAreaElement).value).trees).toBe(8);
    expect(fault).toBeUndefined();
  });

  it('has room in each row for what a page adds', () => {
    const extra: RowExtra = (field) =>
      field.kind === 'number'
        ? { beside: <i>beside {field.path}</i>, instead: field.name === 'rate' ? <i>in place of it</i> : undefined }
        : undefined;
    render(<Host of={nested} extra={extra} />);
    const group = screen.getByRole('group', { name: 'Optimizer' });
    expect(within(group).getByText('beside optimizer.rate')).toBeTruthy();
    expect(within(group).getByText('in place of it')).toBeTruthy();
    expect(screen.queryByLabelText('Rate')).toBeNull();
    fireEvent.click(screen.getByRole('radio', { name: 'dart' }));
    expect(screen.getByText('beside drop')).toBeTruthy();
    expect(screen.getByLabelText('Drop')).toBeTruthy();
  });
});
