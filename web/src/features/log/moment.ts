const two = (value: number) => String(value).padStart(2, '0');

/** `14:03:22` on the day of `around`, or a date with a time; ISO in UTC, or undefined when it is neither. */
export function parseMoment(text: string, utc: boolean, around: number): string | undefined {
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?$/.exec(text.trim());
  if (clock) {
    const [hours, minutes, seconds] = [clock[1], clock[2], clock[3] ?? '0'].map(Number);
    if (hours === undefined || minutes === undefined || seconds === undefined) return undefined;
    if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
    const day = new Date(around);
    const millis = Number((clock[4] ?? '0').padEnd(3, '0').slice(0, 3));
    const at = new Date(around);
    if (utc) at.setUTCHours(hours, minutes, seconds, millis);
    else at.setHours(hours, minutes, seconds, millis);
    // The log may go past midnight: a clock time before its first line is of the next day.
    const second = 1000;
    if (at.getTime() < day.getTime() - (day.getTime() % second)) {
      const next = at.getTime() + 86_400_000;
      if (next - day.getTime() < 86_400_000 && day.getTime() - at.getTime() > 3_600_000)
        return new Date(next).toISOString();
    }
    return at.toISOString();
  }
  const date = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z)?$/.exec(text.trim());
  if (!date) return undefined;
  const time = Date.parse(`${date[1]}T${date[2]}${utc || date[3] ? 'Z' : ''}`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** What a field for date and time shows. */
export function toField(iso: string, utc: boolean): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  return utc
    ? date.toISOString().slice(0, 19)
    : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
