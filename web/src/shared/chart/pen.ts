/** What a chart is drawn with: the same drawing goes to the screen and into a file. */

export interface Path {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  closePath(): void;
}

export interface LineStyle {
  colour: string;
  width: number;
  alpha?: number;
  dash?: readonly number[];
}

export interface Pen {
  line(style: LineStyle, trace: (path: Path) => void): void;
  area(style: { colour: string; alpha: number }, trace: (path: Path) => void): void;
  dot(style: { colour: string; radius: number; alpha?: number }, x: number, y: number): void;
  text(
    style: { colour: string; size: number; align?: 'start' | 'middle' | 'end' },
    x: number,
    y: number,
    text: string,
  ): void;
}

export class CanvasPen implements Pen {
  private readonly context: CanvasRenderingContext2D;
  private readonly ratio: number;

  /** `ratio`: pixels of the canvas for one of the page. */
  constructor(context: CanvasRenderingContext2D, ratio: number) {
    this.context = context;
    this.ratio = ratio;
  }

  line(style: LineStyle, trace: (path: Path) => void): void {
    const { context, ratio } = this;
    context.strokeStyle = style.colour;
    context.globalAlpha = style.alpha ?? 1;
    context.lineWidth = style.width * ratio;
    context.setLineDash((style.dash ?? []).map((length) => length * ratio));
    context.beginPath();
    trace(context);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  area(style: { colour: string; alpha: number }, trace: (path: Path) => void): void {
    const { context } = this;
    context.fillStyle = style.colour;
    context.globalAlpha = style.alpha;
    context.beginPath();
    trace(context);
    context.fill();
    context.globalAlpha = 1;
  }

  dot(style: { colour: string; radius: number; alpha?: number }, x: number, y: number): void {
    const { context } = this;
    context.fillStyle = style.colour;
    context.globalAlpha = style.alpha ?? 1;
    context.beginPath();
    context.arc(x, y, style.radius * this.ratio, 0, 2 * Math.PI);
    context.fill();
    context.globalAlpha = 1;
  }

  text(
    style: { colour: string; size: number; align?: 'start' | 'middle' | 'end' },
    x: number,
    y: number,
    text: string,
  ) {
    const { context } = this;
    context.fillStyle = style.colour;
    context.font = `${style.size * this.ratio}px ${FONT}`;
    context.textAlign = style.align === 'middle' ? 'center' : (style.align ?? 'start');
    context.textBaseline = 'middle';
    context.fillText(text, x, y);
  }
}

export const FONT = 'ui-sans-serif, system-ui, "Segoe UI", Roboto, Arial, sans-serif';

const round = (value: number) => String(Math.round(value * 100) / 100);

/** Writes the elements of an SVG picture. */
export class SvgPen implements Pen {
  private readonly elements: string[] = [];

  line(style: LineStyle, trace: (path: Path) => void): void {
    const dash = style.dash && style.dash.length > 0 ? ` stroke-dasharray="${style.dash.join(' ')}"` : '';
    this.path(
      `fill="none" stroke="${style.colour}" stroke-width="${style.width}" stroke-opacity="${style.alpha ?? 1}"${dash}`,
      trace,
    );
  }

  area(style: { colour: string; alpha: number }, trace: (path: Path) => void): void {
    this.path(`fill="${style.colour}" fill-opacity="${style.alpha}"`, trace);
  }

  dot(style: { colour: string; radius: number; alpha?: number }, x: number, y: number): void {
    this.elements.push(
      `<circle cx="${round(x)}" cy="${round(y)}" r="${style.radius}" fill="${style.colour}" fill-opacity="${style.alpha ?? 1}"/>`,
    );
  }

  text(
    style: { colour: string; size: number; align?: 'start' | 'middle' | 'end' },
    x: number,
    y: number,
    text: string,
  ) {
    this.elements.push(
      `<text x="${round(x)}" y="${round(y)}" font-size="${style.size}" fill="${style.colour}" text-anchor="${style.align ?? 'start'}" dominant-baseline="middle">${escaped(text)}</text>`,
    );
  }

  /** Draws within a frame only. */
  clipped(box: { left: number; top: number; width: number; height: number }, draw: () => void): void {
    const { left, top, width, height } = box;
    this.elements.push(
      `<clipPath id="plot"><rect x="${left}" y="${top}" width="${width}" height="${height}"/></clipPath><g clip-path="url(#plot)">`,
    );
    draw();
    this.elements.push('</g>');
  }

  picture(width: number, height: number, background: string): string {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family='${FONT}'><rect width="100%" height="100%" fill="${background}"/>${this.elements.join('')}</svg>\n`;
  }

  private path(attributes: string, trace: (path: Path) => void): void {
    const parts: string[] = [];
    trace({
      moveTo: (x, y) => parts.push(`M${round(x)} ${round(y)}`),
      lineTo: (x, y) => parts.push(`L${round(x)} ${round(y)}`),
      closePath: () => parts.push('Z'),
    });
    if (parts.length > 0) this.elements.push(`<path ${attributes} d="${parts.join('')}"/>`);
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
