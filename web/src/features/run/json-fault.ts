/** Where and why a text stops being JSON (RFC 8259): what browsers say of it differs, and most name no place. */
export interface JsonFault {
  /** Of the first letter that is wrong; the length of the text when something is missing at its end. */
  offset: number;
  /** What is wrong there, in words. */
  reason: string;
}

class Fault extends Error {
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
const words = ['true', 'false', 'null'];

/** Where something stands in a JSON text. */
interface JsonPlace {
  /** Of its name; of the value itself where it has none. */
  key: number;
  value: number;
}

/** Reads without building values. A recursion as deep as the text, as that of the browser. */
class Reader {
  private readonly text: string;
  /** Told the places of all values; when there is nobody to tell, no path is made. */
  private readonly places: Map<string, JsonPlace> | undefined;
  private at = 0;

  constructor(text: string, places?: Map<string, JsonPlace>) {
    this.text = text;
    this.places = places;
  }

  whole(): void {
    this.value('');
    this.space();
    if (this.at < this.text.length) throw this.fault('only one value may stand here');
  }

  private fault(reason: string): Fault {
    return new Fault(this.at, this.at >= this.text.length ? 'the text ends too early' : reason);
  }

  private space(): void {
    SPACE.lastIndex = this.at;
    SPACE.test(this.text);
    this.at = SPACE.lastIndex;
  }

  private take(letter: string): boolean {
    if (this.text[this.at] !== letter) return false;
    this.at++;
    return true;
  }

  private value(path: string, key?: number): void {
    this.space();
    this.places?.set(path, { key: key ?? this.at, value: this.at });
    const letter = this.text[this.at];
    if (letter === '{') this.object(path);
    else if (letter === '[') this.list(path);
    else if (letter === '"') this.string();
    else if (letter !== undefined && /[-\d]/.test(letter)) this.number();
    else {
      const word = words.find((one) => this.text.startsWith(one, this.at));
      if (word === undefined) throw this.fault(letter === "'" ? 'texts stand in double quotes' : 'a value is expected');
      this.at += word.length;
    }
  }

  private number(): void {
    NUMBER.lastIndex = this.at;
    if (!NUMBER.test(this.text)) throw this.fault('this is not a number');
    this.at = NUMBER.lastIndex;
  }

  private string(): void {
    this.at++;
    for (;;) {
      const letter = this.text[this.at];
      if (letter === undefined) throw this.fault('');
      if (letter < ' ') throw this.fault('a line break or a tab in a text is written \\n or \\t');
      this.at++;
      if (letter === '"') return;
      if (letter === '\\') this.escape();
    }
  }

  private escape(): void {
    const letter = this.text[this.at];
    if (letter === 'u' && /^[\da-fA-F]{4}$/.test(this.text.slice(this.at + 1, this.at + 5))) this.at += 5;
    else if (letter !== undefined && '"\\/bfnrt'.includes(letter)) this.at++;
    else throw this.fault('this cannot stand behind a backslash');
  }

  private list(path: string): void {
    this.at++;
    this.space();
    if (this.take(']')) return;
    for (let item = 0; ; item++) {
      this.value(this.places ? `${path}[${item}]` : '');
      this.space();
      if (this.take(']')) return;
      if (!this.take(',')) throw this.fault('a comma or ] is expected');
      this.space();
      if (this.text[this.at] === ']') throw this.fault('a comma stands before the last bracket');
    }
  }

  private object(path: string): void {
    this.at++;
    this.space();
    if (this.take('}')) return;
    for (;;) {
      if (this.text[this.at] !== '"') throw this.fault('a name in double quotes is expected');
      const key = this.at;
      this.string();
      const member = this.places ? joined(path, JSON.parse(this.text.slice(key, this.at)) as string) : '';
      this.space();
      if (!this.take(':')) throw this.fault('a colon is expected');
      this.value(member, key);
      this.space();
      if (this.take('}')) return;
      if (!this.take(',')) throw this.fault('a comma or } is expected');
      this.space();
      if (this.text[this.at] === '}') throw this.fault('a comma stands before the last bracket');
    }
  }
}

const joined = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);

/**
 * Where each value of a JSON text stands, by its path: `optimizer.rate`, `layers[0].size`, '' for the whole. Of a name that stands twice
 * the last one, which is the one that counts. A text that is no JSON has the places before its fault.
 */
export function jsonPlaces(text: string): ReadonlyMap<string, JsonPlace> {
  const places = new Map<string, JsonPlace>();
  try {
    new Reader(text, places).whole();
  } catch {
    // The fault is told by `jsonFault`.
  }
  return places;
}

/** Undefined when the text is JSON. */
export function jsonFault(text: string): JsonFault | undefined {
  try {
    new Reader(text).whole();
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return { offset: error.offset, reason: error.message };
    // Nested so deep that nobody has written it by hand.
    return { offset: 0, reason: 'it is nested too deeply' };
  }
}

/** `line 3, column 3`, both from 1. */
export function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `line ${before.split('\n').length}, column ${before.length - before.lastIndexOf('\n')}`;
}
