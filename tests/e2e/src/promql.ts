/** As much of PromQL as tells which metrics and labels an expression needs. */

export interface Matcher {
  label: string;
  operator: string;
  value: string;
}

export interface Selector {
  name: string;
  matchers: Matcher[];
}

export interface Expression {
  selectors: Selector[];
  /** The labels of `by`, `without`, `on`, `ignoring`, `group_left` and `group_right`. */
  grouped: string[];
}

const TOKEN =
  /\s+|("(?:[^"\\]|\\.)*")|([a-zA-Z_:][a-zA-Z0-9_:]*)|(\$\w+|\d[\w.]*)|(=~|!~|!=|==|>=|<=|[-+*/%^=<>(){}[\],:@])/y;
const GROUPING = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);
const AGGREGATIONS = new Set("sum min max avg count group stddev stdvar topk bottomk quantile count_values".split(" "));
const WORDS = new Set(["and", "or", "unless", "bool", "offset", "atan2", "inf", "nan"]);
const CLOSING: Record<string, string> = { "(": ")", "{": "}", "[": "]" };

/** Throws for what is no expression: unknown signs, brackets that do not match, half a matcher. */
export function readExpression(text: string): Expression {
  const tokens = tokensOf(text);
  balanced(tokens, text);
  const expression: Expression = { selectors: [], grouped: [] };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? "";
    const next = tokens[at + 1];
    if (token === "[") {
      at = tokens.indexOf("]", at);
    } else if (token === "{") {
      throw new Error(`a selector without a name: ${text}`);
    } else if (GROUPING.has(token) && next === "(") {
      const end = tokens.indexOf(")", at);
      expression.grouped.push(...tokens.slice(at + 2, end).filter((each) => each !== ","));
      at = end;
    } else if (isName(token) && next !== "(" && !AGGREGATIONS.has(token) && !WORDS.has(token)) {
      const end = next === "{" ? tokens.indexOf("}", at) : at;
      expression.selectors.push({ name: token, matchers: matchers(tokens.slice(at + 2, end), text) });
      at = end;
    }
  }
  return expression;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (!token) throw new Error(`«${text.slice(at, at + 10)}» is not understood: ${text}`);
    if (token[0].trim() !== "") tokens.push(token[0]);
  }
  return tokens;
}

function isName(token: string): boolean {
  return /^[a-zA-Z_:]/.test(token);
}

function balanced(tokens: string[], text: string): void {
  const open: string[] = [];
  for (const token of tokens) {
    const closing = CLOSING[token];
    if (closing) open.push(closing);
    else if (Object.values(CLOSING).includes(token) && open.pop() !== token) throw new Error(`brackets: ${text}`);
  }
  if (open.length > 0) throw new Error(`brackets: ${text}`);
}

function matchers(tokens: string[], text: string): Matcher[] {
  const found: Matcher[] = [];
  for (let at = 0; at < tokens.length; at += 4) {
    const [label = "", operator = "", value = "", comma = ","] = tokens.slice(at, at + 4);
    if (!isName(label) || !["=", "!=", "=~", "!~"].includes(operator) || !value.startsWith('"') || comma !== ",") {
      throw new Error(`no matcher: ${text}`);
    }
    found.push({ label, operator, value: JSON.parse(value) as string });
  }
  return found;
}
