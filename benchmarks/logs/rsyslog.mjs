/** rsyslog as a team would set it up: UDP in, PostgreSQL out. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { child } from "../shared/instance.mjs";

/** Starts a daemon that stores what comes over UDP into the table `syslog_line`; its process. */
export function startRsyslog({ folder, udp, database }) {
  const work = join(folder, "rsyslog");
  mkdirSync(work, { recursive: true });
  const config = join(work, "rsyslog.conf");
  const at = new URL(database);
  writeFileSync(
    config,
    `global(workDirectory="${work}")
module(load="imudp" batchSize="128")
module(load="ompgsql")
input(type="imudp" address="127.0.0.1" port="${udp}" rcvbufSize="4m")
template(name="store" type="list" option.sql="on") {
  constant(value="insert into syslog_line (time, host, severity, tag, text) values ('")
  property(name="timereported" dateFormat="rfc3339")
  constant(value="', '")
  property(name="hostname")
  constant(value="', ")
  property(name="syslogseverity")
  constant(value=", '")
  property(name="syslogtag")
  constant(value="', '")
  property(name="msg")
  constant(value="')")
}
action(type="ompgsql" server="${at.hostname}" port="${at.port}" user="${at.username}" pass="${decodeURIComponent(at.password)}" db="${at.pathname.slice(1)}"
  template="store" queue.type="LinkedList" queue.size="2000000" queue.dequeueBatchSize="1024" queue.workerThreads="1")
`,
  );
  chmodSync(config, 0o600);
  execFileSync("/usr/sbin/rsyslogd", ["-N1", "-f", config], { stdio: "ignore" });
  return child("/usr/sbin/rsyslogd", ["-n", "-f", config, "-i", join(work, "pid")], {}, join(work, "log"));
}

export const SYSLOG_TABLE =
  "create table syslog_line (time timestamptz, host text, severity smallint, tag text, text text)";
