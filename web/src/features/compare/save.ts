/** Hands a text or a picture to the browser as a file. */
export function saveFile(name: string, content: string | Blob, type = 'text/plain'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: `${type};charset=utf-8` }) : content;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

const INHERITED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-size',
  'font-family',
  'text-anchor',
];

/** A drawing that looks the same without the page's style sheets: what they say is written into it. */
export function svgText(drawn: SVGSVGElement): string {
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const from = [drawn, ...drawn.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, at) => {
    const source = from[at];
    if (!source || !(element instanceof SVGElement)) return;
    const style = getComputedStyle(source);
    for (const name of INHERITED) element.style.setProperty(name, style.getPropertyValue(name));
    element.removeAttribute('class');
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.style.background = getComputedStyle(document.documentElement).getPropertyValue('--surface');
  return new XMLSerializer().serializeToString(copy);
}

const SCALE = 2;
const numberOf = (element: Element, name: string) => Number(element.getAttribute(name) ?? 0);

/** Draws one shape of our own drawings: no transforms, no groups that change anything. */
function drawShape(pen: CanvasRenderingContext2D, element: Element): void {
  const style = getComputedStyle(element);
  pen.globalAlpha = Number(style.opacity);
  pen.strokeStyle = style.stroke;
  pen.fillStyle = style.fill;
  pen.lineWidth = Number.parseFloat(style.strokeWidth) || 1;
  pen.setLineDash(style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[ ,]+/).map(Number.parseFloat));
  const path = new Path2D(element.tagName === 'path' ? (element.getAttribute('d') ?? '') : '');
  if (element.tagName === 'line') {
    path.moveTo(numberOf(element, 'x1'), numberOf(element, 'y1'));
    path.lineTo(numberOf(element, 'x2'), numberOf(element, 'y2'));
  } else if (element.tagName === 'circle') {
    path.arc(numberOf(element, 'cx'), numberOf(element, 'cy'), numberOf(element, 'r'), 0, 2 * Math.PI);
  } else if (element.tagName === 'rect') {
    path.rect(numberOf(element, 'x'), numberOf(element, 'y'), numberOf(element, 'width'), numberOf(element, 'height'));
  } else if (element.tagName === 'text') {
    pen.font = `${style.fontSize} ${style.fontFamily}`;
    pen.textAlign = style.textAnchor === 'middle' ? 'center' : style.textAnchor === 'end' ? 'right' : 'left';
    pen.fillText(element.textContent ?? '', numberOf(element, 'x'), numberOf(element, 'y'));
    return;
  }
  if (style.fill !== 'none') pen.fill(path);
  if (style.stroke !== 'none') pen.stroke(path);
}

/** A picture of twice its size. The page's content policy allows no picture made of text, so the shapes are drawn anew. */
export async function toPng(drawn: SVGSVGElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = numberOf(drawn, 'width') * SCALE;
  canvas.height = numberOf(drawn, 'height') * SCALE;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('This browser draws no pictures');
  pen.scale(SCALE, SCALE);
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--surface');
  pen.fillRect(0, 0, canvas.width, canvas.height);
  for (const element of drawn.querySelectorAll('path, line, circle, rect, text')) drawShape(pen, element);
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('No picture was made'))), 'image/png'),
  );
}
