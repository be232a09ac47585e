package signalbox.standalone;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import signalbox.embedded.Installation;
import signalbox.embedded.Ports;

/** Starts everything and stays until it is stopped. */
@Command(name = "up", description = "Start Signalbox; ctrl-C stops it.")
final class UpCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Port of the dashboard and the REST interface (default ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--detach",
      description = "Return when it is ready; it runs on in the background.")
  private boolean detach;

  @Option(names = "--demo", description = "Make a demo project with data and a training, once.")
  private boolean demo;

  @Override
  public Integer call() throws Exception {
    if (port < 1 || port > 65_535) {
      throw new Refusal("--port must be between 1 and 65535.");
    }
    return detach ? inBackground() : here();
  }

  private int here() {
    var folder = data.folder();
    try (var _ = folder.lock()) {
      if (!Ports.isFree(port)) {
        throw new Refusal(
            "Port "
                + port
                + " is taken by another program. Choose another: ./signalbox up --port "
                + (port + 1));
      }
      var environment = System.getenv();
      var ports =
          PortPlan.of(folder.ports(), free -> free != port && Ports.isFree(free), this::find);
      folder.writePorts(ports.ports());
      folder.secrets();
      new LogKeeper(folder.of("logs"), LogKeeper.LIMIT_BYTES).startWatching();
      var given = environment.getOrDefault("SIGNALBOX_ADMIN_PASSWORD", "");
      var generated = given.isBlank() ? folder.adminPassword() : null;
      var password = generated == null ? given : generated.password();
      var parts = new Parts(data.home(), folder, ports, port, password, environment).all();
      return run(folder, parts, ports, generated, password);
    }
  }

  private int run(
      DataFolder folder,
      List<Part> parts,
      PortPlan ports,
      DataFolder.@Nullable AdminPassword generated,
      String password) {
    var url = "http://127.0.0.1:" + port;
    var progress =
        Boolean.getBoolean("signalbox.terminal")
            ? new LiveProgress(System.out, System::nanoTime, parts)
            : new PlainProgress(System.out, System::nanoTime);
    var phase = new Phase(folder, url, ports);
    var supervisor = new Supervisor(parts, progress, folder.log("launcher"), phase::parts);
    var stop =
        new Thread(
            () -> {
              progress.close();
              phase.is("stopping");
              System.out.println("Stopping Signalbox …");
              supervisor.stop();
              System.out.println("Signalbox is stopped; its data stays in " + folder.root());
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      supervisor.start();
      if (demo) {
        var message = Demo.at(url, Parts.adminEmail(System.getenv()), password).ensure();
        progress.say("Demo: " + message);
      }
    } catch (CancellationException e) {
      // The hook above does the rest and has the word.
      return Main.INTERRUPTED;
    } catch (RuntimeException e) {
      progress.close();
      supervisor.stop();
      folder.forgetCaches();
      forget(stop);
      throw e;
    }
    progress.close();
    signInHint(folder, generated);
    phase.is("ready");
    System.out.println("Signalbox is ready: " + url);
    System.out.flush();
    var failure = supervisor.watch();
    if (failure != null) {
      forget(stop);
      System.err.println(LikelyCause.explain(failure));
      System.err.println("Signalbox has stopped all its parts.");
      return 1;
    }
    return 0;
  }

  private void signInHint(DataFolder folder, DataFolder.@Nullable AdminPassword generated) {
    var email = Parts.adminEmail(System.getenv());
    if (generated == null) {
      System.out.println("Sign in as " + email + " with the password you have set.");
    } else if (generated.fresh()) {
      System.out.println("Sign in as " + email + " with the password " + generated.password());
      System.out.println("It is shown only now, and kept in " + folder.of("admin-password"));
    } else {
      System.out.println("Sign in as " + email + "; password: " + folder.of("admin-password"));
    }
  }

  /** Starts this same program in a session of its own and shows what it says until it is ready. */
  private int inBackground() throws IOException, InterruptedException {
    var folder = data.folder();
    if (folder.isHeld()) {
      folder.lock().close();
    }
    Files.createDirectories(folder.of("logs"));
    var output = folder.log("launcher");
    Files.writeString(output, "");
    var command = new ArrayList<String>();
    command.addAll(List.of("setsid", Installation.java()));
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> !argument.startsWith("-Dsignalbox.terminal"))
            .toList());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("up", "--data", folder.root().toString()));
    command.addAll(List.of("--port", Integer.toString(port)));
    if (demo) {
      command.add("--demo");
    }
    var process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    var cancel = new Thread(process.toHandle()::destroy, "cancel");
    Runtime.getRuntime().addShutdownHook(cancel);
    var tail = new LogTail(output, 0);
    while (true) {
      boolean ended = process.waitFor(100, TimeUnit.MILLISECONDS);
      boolean ready = "ready".equals(folder.instance().getProperty("state"));
      tail.more(System.out::println);
      if (ended) {
        return process.exitValue() == 0 ? 1 : process.exitValue();
      }
      if (ready) {
        // The line is written right after the state.
        while (!tail.lastLine().startsWith("Signalbox is ready")) {
          Thread.sleep(20);
          tail.more(System.out::println);
        }
        forget(cancel);
        return 0;
      }
    }
  }

  private int find() {
    int found = Ports.free();
    while (found == port) {
      found = Ports.free();
    }
    return found;
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already, and the hook has begun.
    }
  }

  /** Writes what other commands want to know about this instance. */
  private static final class Phase {
    private final DataFolder folder;
    private final String url;
    private final PortPlan ports;
    private String state = "starting";
    private Map<String, Supervisor.PartState> parts = Map.of();

    private Phase(DataFolder folder, String url, PortPlan ports) {
      this.folder = folder;
      this.url = url;
      this.ports = ports;
      write();
    }

    private synchronized void is(String newState) {
      state = newState;
      write();
    }

    private synchronized void parts(Map<String, Supervisor.PartState> newParts) {
      parts = newParts;
      write();
    }

    private void write() {
      var values = new LinkedHashMap<String, String>();
      values.put("pid", Long.toString(ProcessHandle.current().pid()));
      values.put("state", state);
      values.put("url", url);
      ports.ports().forEach((name, number) -> values.put("port." + name, number.toString()));
      parts.forEach((name, part) -> {
        values.put("part." + name + ".state", part.word());
        values.put("part." + name + ".pid", Long.toString(part.pid()));
      });
      folder.writeInstance(values);
    }
  }
}
