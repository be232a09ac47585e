package signalbox.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One child process that writes to a log file of its own and never outlives this JVM.
 *
 * <p>The child runs in a session of its own, so that ctrl-C in a terminal reaches this JVM only and
 * the order of stopping stays ours. Its standard input is a pipe that this JVM holds: when the JVM
 * ends, however it ends, a watcher beside the child sees the end of the pipe and sends the child
 * its stop signal, and KILL when that did not help. The pid is the program's own, not that of a
 * wrapper. Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int TAIL_BYTES = 32 * 1024;

  /**
   * Starts the program in place of itself. Its background half outlives the parent, waits for the
   * end of the pipe and then stops the program; the start time guards against a pid used again.
   */
  private static final String GUARD =
      """
      signal=$1; grace=$2; shift 2; self=$$
      started() {
        read -r s <"/proc/$1/stat" || return 0
        s=${s##*) }; set -- $s; shift 19; echo "$1"
      }
      born=$(started $self)
      exec 3<&0
      ( (
        while read -r _ <&3; do :; done
        [ "$(started $self)" = "$born" ] || exit 0
        kill -"$signal" $self
        n=0
        while [ $n -lt "$grace" ] && [ "$(started $self)" = "$born" ]; do
          sleep 1; n=$((n + 1))
        done
        [ "$(started $self)" = "$born" ] && kill -KILL $self
      ) >/dev/null 2>&1 & )
      exec "$@" 3<&-
      """;

  private final Spec spec;
  private final Process process;
  private final long logStart;

  private ChildProcess(Spec spec, Process process, long logStart) {
    this.spec = spec;
    this.process = process;
    this.logStart = logStart;
    var _ =
        process
            .onExit()
            .thenRun(() -> {
              try {
                process.getOutputStream().close();
              } catch (IOException e) {
                // The pipe is gone with the child; that is what closing it is for.
              }
            });
  }

  /** What to start. Immutable; each method answers a changed copy. */
  public record Spec(
      String name,
      Path log,
      List<String> command,
      Map<String, String> environment,
      Path directory,
      String stopSignal,
      Duration grace) {

    public Spec {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }

    /** Added to this JVM's environment, of which no SIGNALBOX_ variable reaches the child. */
    public Spec environment(Map<String, String> added) {
      return new Spec(name, log, command, added, directory, stopSignal, grace);
    }

    public Spec directory(Path newDirectory) {
      return new Spec(name, log, command, environment, newDirectory, stopSignal, grace);
    }

    /** The signal that asks the program to end (default TERM), and how long it may take (15 s). */
    public Spec stop(String signal, Duration newGrace) {
      return new Spec(name, log, command, environment, directory, signal, newGrace);
    }

    /** Starts the program; it may not be ready yet. */
    public ChildProcess start() {
      var full = new ArrayList<String>();
      if (Programs.find("setsid").isPresent()) {
        full.add("setsid");
      }
      full.addAll(List.of("sh", "-c", GUARD, "signalbox-guard", stopSignal));
      full.add(Long.toString(Math.max(1, grace.toSeconds())));
      full.addAll(command);
      try {
        Files.createDirectories(log.toAbsolutePath().getParent());
        long logStart = Files.exists(log) ? Files.size(log) : 0;
        var builder =
            new ProcessBuilder(full)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("SIGNALBOX_"));
        builder.environment().putAll(environment);
        return new ChildProcess(this, builder.start(), logStart);
      } catch (IOException e) {
        throw new StartFailure(name, String.valueOf(e.getMessage()), log, List.of());
      }
    }
  }

  /** The program {@code command}, called {@code name} in messages, writing to {@code log}. */
  public static Spec named(String name, Path log, List<String> command) {
    return new Spec(name, log, command, Map.of(), Path.of("/"), "TERM", Duration.ofSeconds(15));
  }

  public String name() {
    return spec.name();
  }

  public Path log() {
    return spec.log();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completes with the exit code when the program has ended (128 + signal when it was killed). */
  public CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Returns when this start has logged {@code text}; fails when it ends or {@code limit} is up. */
  public void awaitLine(String text, Duration limit) {
    await("no line «" + text + "» in its log", () -> logged(text), limit);
  }

  /** Returns when the loopback {@code port} accepts; fails when it ends or time is up. */
  public void awaitPort(int port, Duration limit) {
    await("port " + port + " does not answer", () -> accepts(port), limit);
  }

  /**
   * Returns when {@code ready} is true. When the program ends before, or {@code limit} passes, the
   * program is stopped and a {@link StartFailure} thrown that says {@code otherwise}.
   */
  public void await(String otherwise, BooleanSupplier ready, Duration limit) {
    await(() -> otherwise, ready, limit);
  }

  /** The same with an explanation that is asked for only when time is up. */
  public void await(Supplier<String> otherwise, BooleanSupplier ready, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      boolean alive = isAlive();
      if (ready.getAsBoolean()) {
        return;
      }
      if (!alive) {
        throw failure("it ended with exit code " + process.exitValue());
      }
      if (System.nanoTime() > end) {
        var failure = failure(otherwise.get() + " after " + limit.toSeconds() + " s");
        close();
        throw failure;
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        close();
        Thread.currentThread().interrupt();
        throw failure("the start was interrupted");
      }
    }
  }

  /** Waits for a program that ends by itself; fails unless it ends with 0 within {@code limit}. */
  public void awaitSuccess(Duration limit) {
    await("it has not ended", () -> !isAlive(), limit);
    if (process.exitValue() != 0) {
      throw failure("it ended with exit code " + process.exitValue());
    }
  }

  /** A failure of this program, with the last lines of its log. */
  public StartFailure failure(String reason) {
    return new StartFailure(name(), reason, log(), tail(15));
  }

  /** The last lines that this start has logged. */
  public List<String> tail(int lines) {
    var all = readLog(Math.max(logStart, logSize() - TAIL_BYTES)).lines().toList();
    return all.subList(Math.max(0, all.size() - lines), all.size());
  }

  /** Asks the program to end, waits its grace, then kills it. Returns when it has ended. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      if (process.isAlive()) {
        signal(spec.stopSignal());
        if (!process.waitFor(spec.grace().toMillis(), TimeUnit.MILLISECONDS)) {
          signal("KILL");
          process.waitFor();
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
      process.destroyForcibly();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void signal(String signal) throws InterruptedException {
    try {
      // Process.destroy would close the pipe as well and so signal twice.
      new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      process.destroyForcibly();
    }
  }

  private boolean logged(String text) {
    return readLog(logStart).contains(text);
  }

  private String readLog(long from) {
    try (var file = new RandomAccessFile(log().toFile(), "r")) {
      long length = file.length();
      long start = Math.min(from, length);
      var bytes = new byte[(int) Math.min(length - start, 1 << 20)];
      file.seek(start);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private long logSize() {
    try {
      return Files.size(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean accepts(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
