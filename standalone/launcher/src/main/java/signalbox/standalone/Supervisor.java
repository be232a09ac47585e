package signalbox.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import signalbox.embedded.ChildProcess;
import signalbox.embedded.StartFailure;

/**
 * Starts parts at once, each as soon as what it needs is ready, starts a part again that dies, and
 * stops all of them in order. Thread-safe; {@link #stop} may be called at any moment and more than
 * once.
 */
final class Supervisor {
  private final List<Part> parts;
  private final Progress progress;
  private final Path launcherLog;
  private final Consumer<Map<String, PartState>> onChange;
  private final Map<String, CompletableFuture<@Nullable Void>> ready = new LinkedHashMap<>();
  private final Map<String, ChildProcess> running = new ConcurrentHashMap<>();
  private final Map<String, PartState> states = new HashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CompletableFuture<StartFailure> broken = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();
  private volatile boolean stopping;
  private boolean stopBegun;

  /** What is known of a part: a word for people, and its pid while it runs (else 0). */
  record PartState(String word, long pid) {}

  Supervisor(
      List<Part> parts,
      Progress progress,
      Path launcherLog,
      Consumer<Map<String, PartState>> onChange) {
    this.launcherLog = launcherLog;
    this.parts = List.copyOf(parts);
    this.progress = progress;
    this.onChange = onChange;
    for (var part : parts) {
      ready.put(part.name(), new CompletableFuture<>());
      states.put(part.name(), new PartState("waiting", 0));
    }
  }

  /**
   * Starts everything and returns when all is ready. Throws the {@link StartFailure} of a part,
   * with all others stopped, or {@link CancellationException} when {@link #stop} is called
   * meanwhile.
   */
  void start() {
    synchronized (threads) {
      for (var part : parts) {
        threads.add(Thread.ofVirtual().name(part.name()).start(() -> run(part)));
      }
    }
    var all = CompletableFuture.allOf(ready.values().toArray(CompletableFuture<?>[]::new));
    CompletableFuture.anyOf(all, broken, stopped).join();
    if (stopped.isDone()) {
      throw new CancellationException("stopped before everything was ready");
    }
    if (broken.isDone()) {
      stop();
      throw broken.join();
    }
  }

  /** Blocks until {@link #stop} is called (null), or a part has died too often (its failure). */
  @Nullable StartFailure watch() {
    CompletableFuture.anyOf(stopped, broken).join();
    stop();
    return broken.isDone() ? broken.join() : null;
  }

  /** Stops everything in order and returns when no process is left. */
  void stop() {
    boolean first;
    synchronized (threads) {
      first = !stopBegun;
      stopBegun = true;
      stopping = true;
    }
    if (first) {
      stopAll();
      stopped.complete(null);
    } else {
      stopped.join();
    }
  }

  private void stopAll() {
    // A part that is being started stops itself when it is interrupted.
    synchronized (threads) {
      threads.forEach(Thread::interrupt);
    }
    var byOrder = new TreeMap<Integer, List<Part>>(Comparator.naturalOrder());
    parts.forEach(
        part -> byOrder.computeIfAbsent(part.stopOrder(), _ -> new ArrayList<>()).add(part));
    for (var group : byOrder.values()) {
      var stops = new ArrayList<Thread>();
      for (var part : group) {
        var process = running.get(part.name());
        if (process != null && process.isAlive()) {
          stops.add(
              Thread.ofVirtual()
                  .start(() -> {
                    var begin = System.nanoTime();
                    process.close();
                    progress.say(
                        part.title() + ": stopped after " + PlainProgress.seconds(since(begin)));
                  }));
        }
      }
      stops.forEach(Supervisor::join);
    }
    synchronized (threads) {
      threads.forEach(Supervisor::join);
    }
    running.values().forEach(ChildProcess::close);
  }

  private void run(Part part) {
    try {
      awaitNeeds(part);
      var policy = new RestartPolicy();
      var process = startOnce(part);
      while (part.kind() == Part.Kind.SERVICE) {
        process = startAgain(part, process, policy);
      }
    } catch (StartFailure failure) {
      if (!stopping) {
        progress.failed(part);
        change(part, "failed", 0);
        broken.complete(failure);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!stopping) {
        progress.failed(part);
        broken.complete(
            new StartFailure(part.title(), String.valueOf(e.getMessage()), launcherLog, List.of()));
      }
    }
  }

  private void awaitNeeds(Part part) throws InterruptedException {
    for (var need : part.needs()) {
      var needed = ready.get(need);
      if (needed == null) {
        throw new IllegalArgumentException(part.name() + " needs the unknown part " + need);
      }
      try {
        needed.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private ChildProcess startOnce(Part part) throws InterruptedException {
    if (stopping) {
      throw new InterruptedException();
    }
    var begin = System.nanoTime();
    progress.starting(part, "starting");
    change(part, "starting", 0);
    var process = part.starter().start();
    running.put(part.name(), process);
    progress.ready(part, since(begin));
    change(part, process.isAlive() ? "ready" : "done", process.isAlive() ? process.pid() : 0);
    ready(part).complete(null);
    return process;
  }

  /** Waits for the end of {@code process} and starts the part again. */
  private ChildProcess startAgain(Part part, ChildProcess process, RestartPolicy policy)
      throws InterruptedException {
    int code = await(process.exit());
    var reason = "it ended with exit code " + code;
    while (true) {
      running.remove(part.name());
      if (stopping) {
        throw new InterruptedException();
      }
      var pause = policy.died(System.nanoTime());
      if (pause.isEmpty()) {
        throw process.failure(
            reason
                + "; it did so more than "
                + RestartPolicy.LIMIT
                + " times within a minute, so Signalbox gives up");
      }
      change(part, "restarting", 0);
      progress.say(
          part.title()
              + ": "
              + reason
              + "; starting it again in "
              + PlainProgress.seconds(pause.get()));
      Thread.sleep(pause.get());
      try {
        return startOnce(part);
      } catch (StartFailure failure) {
        reason = failure.reason();
      }
    }
  }

  private CompletableFuture<@Nullable Void> ready(Part part) {
    var future = ready.get(part.name());
    if (future == null) {
      throw new IllegalStateException(part.name());
    }
    return future;
  }

  private void change(Part part, String word, long pid) {
    synchronized (states) { // or an older picture could be handed over last
      states.put(part.name(), new PartState(word, pid));
      onChange.accept(Map.copyOf(states));
    }
  }

  private static int await(CompletableFuture<Integer> exit) throws InterruptedException {
    try {
      return exit.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
