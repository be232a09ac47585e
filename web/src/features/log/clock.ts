const two = (value: number) => String(value).padStart(2, '0');
const three = (value: number) => String(value).padStart(3, '0');

export function clockOf(time: number, utc: boolean): string {
  const date = new Date(time);
  return utc
    ? `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}.${three(date.getUTCMilliseconds())}`
    : `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${three(date.getMilliseconds())}`;
}

export function relative(millis: number): string {
  const all = Math.max(0, millis);
  const seconds = Math.floor(all / 1000);
  const hours = Math.floor(seconds / 3600);
  const clock = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${three(Math.floor(all % 1000))}`;
  return hours > 0 ? `${hours}:${clock}` : clock;
}
