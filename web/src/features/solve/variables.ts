export interface VariableOrder {
  by: 'name' | 'value';
  descending: boolean;
}

/** When a header is pressed: upwards, downwards, then as the solver wrote them. */
export function nextOrder(order: VariableOrder | undefined, by: VariableOrder['by']): VariableOrder | undefined {
  if (order?.by !== by) return { by, descending: false };
  return order.descending ? undefined : { by, descending: true };
}

/** The variables whose names hold a text, in an order. Names with numbers go by their numbers: x2 before x10. */
export function orderVariables(
  variables: Readonly<Record<string, number>>,
  sought: string,
  order: VariableOrder | undefined,
): { rows: [string, number][]; total: number } {
  const all = Object.entries(variables);
  const text = sought.trim().toLowerCase();
  const rows = text === '' ? all : all.filter(([name]) => name.toLowerCase().includes(text));
  if (!order) return { rows, total: all.length };
  const sign = order.descending ? -1 : 1;
  const words = new Intl.Collator('en', { numeric: true });
  const byName = (a: [string, number], b: [string, number]) => words.compare(a[0], b[0]);
  const byValue = (a: [string, number], b: [string, number]) => a[1] - b[1] || byName(a, b);
  const compare = order.by === 'name' ? byName : byValue;
  return { rows: [...rows].sort((a, b) => sign * compare(a, b)), total: all.length };
}
