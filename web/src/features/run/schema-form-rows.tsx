import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { plural } from '@/shared/format/format';
import { Button, IconButton } from '@/shared/ui/button';
import { FieldError, Toggle } from '@/shared/ui/field';
import { Icon } from '@/shared/ui/icon';
import { type FormField, isChanged, nodeAt, type Raws, rawAt, trailOf } from './schema-form';
import { ChangedMark, helpOf, ParameterField, type RowExtra } from './schema-form-field';
import { isInside } from './schema-form-fields';

/** What every row of a form knows. */
export interface RowContext {
  /** The path of the form in what it belongs to. */
  at: string;
  raws: Raws;
  /** What is wrong with the form as it stands, by path: told of groups and lists, whose own controls cannot tell it. */
  faults: ReadonlyMap<string, string>;
  /** What was said to be wrong when somebody tried to start, by path. */
  errors: ReadonlyMap<string, string>;
  /** Advanced settings are shown too. */
  advanced: boolean;
  /** The paths of groups and lists that are folded. */
  folded: ReadonlySet<string>;
  isMarked: (field: FormField) => boolean;
  extra: RowExtra | undefined;
  onFold: (path: string) => void;
  /** Undefined takes a field back to its default. */
  onChange: (field: FormField, raw: unknown) => void;
}

export function Rows({ fields, context }: { fields: readonly FormField[]; context: RowContext }): ReactNode {
  return (
    <div className="launch-columns">
      {fields
        .filter((field) => isShown(field, context))
        .map((field) => (
          <Row key={field.path} field={field} context={context} />
        ))}
    </div>
  );
}

function isShown(field: FormField, context: RowContext): boolean {
  const isWrong = (path: string) => path === field.path || isInside(path, field.path);
  if (context.advanced || isInUse(field, context.extra) || [...context.errors.keys()].some(isWrong)) return true;
  if (field.advanced) return false;
  // A group is not worth its frame when nothing in it is shown.
  const hasOnlyHidden = field.kind === 'group' && !field.optional && field.fields.length > 0;
  return !hasOnlyHidden || field.fields.some((child) => isShown(child, context));
}

/** The page has put something in the place of its control, or of that of a part of it. */
export function isInUse(field: FormField, extra: RowExtra | undefined): boolean {
  if (extra === undefined) return false;
  return extra(field)?.instead !== undefined || field.fields.some((child) => isInUse(child, extra));
}

function Row({ field, context }: { field: FormField; context: RowContext }) {
  if (field.kind === 'group') return <GroupRow field={field} context={context} />;
  if (field.kind === 'list') return <ListRow field={field} context={context} />;
  return (
    <ParameterField
      at={context.at}
      field={field}
      raw={rawAt(field, context.raws)}
      changed={context.isMarked(field)}
      error={context.errors.get(field.path)}
      extra={context.extra}
      onChange={context.onChange}
    />
  );
}

/** The fields of an object under its title. */
function GroupRow({ field, context }: { field: FormField; context: RowContext }) {
  const help = helpOf(field);
  return (
    <Nested
      field={field}
      context={context}
      words={plural(leaves(field.fields), 'setting')}
      error={context.errors.get(field.path) ?? context.faults.get(field.path)}
      blank={{}}
    >
      {help && <p className="field-help">{help}</p>}
      <Rows fields={field.fields} context={context} />
    </Nested>
  );
}

const leaves = (fields: readonly FormField[]): number =>
  fields.reduce((sum, field) => sum + (field.kind === 'group' ? leaves(field.fields) : 1), 0);

/** A frame around parts, that can be folded, and left out if the schema lets it. */
function Nested({
  field,
  context,
  words,
  error,
  blank,
  children,
}: {
  field: FormField;
  context: RowContext;
  /** What is inside, told when it is folded. */
  words: string;
  error: string | undefined;
  /** What it begins as when it is used; later what it was before it was left out. */
  blank: unknown;
  children: ReactNode;
}) {
  const id = useId();
  const kept = useRef(blank);
  const use = (on: boolean) => {
    if (!on) kept.current = nodeAt(field, context.raws) ?? blank;
    context.onChange(field, on ? kept.current : null);
  };
  const isOpen = field.on && !context.folded.has(field.path);
  const wrong = [...context.errors.keys()].filter((path) => isInside(path, field.path)).length;
  return (
    <fieldset
      className="field field-wide nested"
      data-field={`${context.at}.${field.path}`}
      aria-label={trailOf(field)}
      aria-describedby={error ? `${id}-error` : undefined}
    >
      <div className="field-head nested-head">
        {field.on ? (
          <button
            type="button"
            className="nested-fold"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => context.onFold(field.path)}
          >
            <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} size={12} />
            {field.title}
          </button>
        ) : (
          <span>{field.title}</span>
        )}
        <span className="field-aside">
          {field.on && !isOpen && <span>{words}</span>}
          {!isOpen && wrong > 0 && <span className="tone-error">{wrong} to correct</span>}
          {context.isMarked(field) && <ChangedMark field={field} onReset={() => context.onChange(field, undefined)} />}
          {field.optional && (
            <Toggle
              label={
                <>
                  Use<span className="visually-hidden"> {field.title}</span>
                </>
              }
              checked={field.on}
              onChange={use}
            />
          )}
        </span>
      </div>
      {error && <FieldError id={`${id}-error`} text={error} />}
      <div id={id} className="nested-body" hidden={!isOpen}>
        {isOpen && children}
      </div>
    </fieldset>
  );
}

type Tool = 'up' | 'down' | 'remove';
const tools: readonly Tool[] = ['up', 'down', 'remove'];

/** Items that can be added, removed and put into another order; the focus goes with what was moved. */
function ListRow({ field, context }: { field: FormField; context: RowContext }) {
  const list = useRef<HTMLOListElement>(null);
  const adding = useRef<HTMLDivElement>(null);
  const goal = useRef<{ at: number; tool?: Tool } | undefined>(undefined);
  const [touched, setTouched] = useState(false);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!goal.current) return;
    const { at, tool } = goal.current;
    goal.current = undefined;
    const item = list.current?.children[at];
    const target = tool
      ? toolOf(item, tool)
      : (item?.querySelector<HTMLElement>('input, select, textarea') ?? item?.querySelector('button'));
    (target ?? adding.current?.querySelector('button'))?.focus();
  });
  const node = nodeAt(field, context.raws);
  const items: readonly unknown[] = Array.isArray(node) ? node : [];
  const change = (next: readonly unknown[], words: string) => {
    setTouched(true);
    setSaid(words);
    context.onChange(field, next);
  };
  const add = () => {
    goal.current = { at: items.length };
    change([...items, field.blank], `Added, ${plural(items.length + 1, 'item')} now.`);
  };
  const remove = (at: number) => {
    goal.current = { at: Math.min(at, items.length - 2), tool: 'remove' };
    change(items.toSpliced(at, 1), `Removed, ${plural(items.length - 1, 'item')} left.`);
  };
  const move = (at: number, to: number, tool: Tool) => {
    goal.current = { at: to, tool };
    change(items.toSpliced(at, 1).toSpliced(to, 0, items[at]), `Moved to place ${to + 1} of ${items.length}.`);
  };
  const isFull = field.maxItems !== undefined && items.length >= field.maxItems;
  const isMarked = isChanged(field, context.raws);
  const inside: RowContext = {
    ...context,
    // An item is told apart by its list; its fields are, where they have a default to be told apart from.
    isMarked: (one) =>
      isMarked && one.hasDefault && typeof one.keys.at(-1) !== 'number' && isChanged(one, context.raws),
  };
  const help = helpOf(field);
  return (
    <Nested
      field={field}
      context={context}
      words={plural(items.length, 'item')}
      error={context.errors.get(field.path) ?? (touched || isMarked ? context.faults.get(field.path) : undefined)}
      blank={[]}
    >
      {help && <p className="field-help">{help}</p>}
      <ol className="nested-items" ref={list}>
        {field.fields.map((item, at) => (
          <li key={item.path}>
            <div className="nested-item">
              <Row field={item} context={inside} />
            </div>
            <div className="nested-tools">
              <IconButton
                icon="arrowUp"
                label={`Move ${item.title} up`}
                data-tool="up"
                disabled={at === 0}
                onClick={() => move(at, at - 1, 'up')}
              />
              <IconButton
                icon="arrowDown"
                label={`Move ${item.title} down`}
                data-tool="down"
                disabled={at === items.length - 1}
                onClick={() => move(at, at + 1, 'down')}
              />
              <IconButton icon="close" label={`Remove ${item.title}`} data-tool="remove" onClick={() => remove(at)} />
            </div>
          </li>
        ))}
      </ol>
      <div ref={adding} className="row">
        <Button icon="plus" disabled={isFull} onClick={add}>
          Add<span className="visually-hidden"> to {field.title}</span>
        </Button>
        {isFull && <span className="muted small">There may be no more.</span>}
      </div>
      <span className="visually-hidden" aria-live="polite">
        {said}
      </span>
    </Nested>
  );
}

/** A button of an item; at an end of the list, where one is of no use, the next that is. */
function toolOf(item: Element | undefined, wanted: Tool): HTMLElement | undefined {
  // The last part of an item: lists inside have tools of their own.
  const buttons = [wanted, ...tools].map((tool) =>
    item?.lastElementChild?.querySelector<HTMLButtonElement>(`[data-tool="${tool}"]`),
  );
  return buttons.find((button) => button && !button.disabled) ?? undefined;
}
