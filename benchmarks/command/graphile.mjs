// Graphile Worker in a process of its own, as a team would run it: takes jobs and tells that each was worked.
import { run } from "graphile-worker";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 12 });
const runner = await run({
  pgPool: pool,
  concurrency: Number(process.env.WORKERS ?? 8),
  noHandleSignals: true,
  taskList: {
    // Only the answer: what is left to measure is the queue.
    answer: async (payload, helpers) => {
      await helpers.query("select pg_notify('answered', $1)", [payload.id]);
    },
  },
});
process.stdin.resume();
process.stdin.on("end", async () => {
  await runner.stop();
  await pool.end();
  process.exit(0);
});
console.log("ready");
