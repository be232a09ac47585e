/** A program without a run that writes log lines until it is told to end. */
import { LogWriter } from "../e2e/src/log-lines.ts";
import { save } from "./place.mts";

const PER_SECOND = 200;

const writer = new LogWriter();
await writer.write([{ text: "the first line" }]);
writer.start(PER_SECOND, (number) => ({ text: `line ${number} of a program that goes on` }));
process.on("SIGTERM", () => {
  writer.close();
  process.exit(0);
});
save("writing", { source: await writer.source() });
