package signalbox.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows each part with state, pid and memory. Exit code 0 when ready, 3 when not. */
@Command(name = "status", description = "Show the parts, their state and memory.")
final class StatusCommand implements Callable<Integer> {
  private static final int NOT_READY = 3;

  @Mixin private DataOption data = new DataOption();

  @Override
  public Integer call() {
    var folder = data.folder();
    if (!folder.isHeld()) {
      System.out.println("Signalbox does not run on " + folder.root());
      return NOT_READY;
    }
    var instance = folder.instance();
    var state = instance.getProperty("state", "starting");
    System.out.println("Signalbox is " + state + ": " + instance.getProperty("url", ""));
    System.out.printf("%-14s %-11s %8s %10s%n", "part", "state", "pid", "memory");
    long total = 0;
    var names =
        instance.stringPropertyNames().stream()
            .filter(name -> name.startsWith("part.") && name.endsWith(".state"))
            .map(name -> name.substring("part.".length(), name.length() - ".state".length()))
            .sorted()
            .toList();
    for (var name : names) {
      long pid = Long.parseLong(instance.getProperty("part." + name + ".pid", "0"));
      total += row(name, instance.getProperty("part." + name + ".state", ""), pid);
    }
    total += row("launcher", "ready", Long.parseLong(instance.getProperty("pid", "0")));
    System.out.printf("%-14s %-11s %8s %7d MB%n", "all", "", "", total >> 20);
    return "ready".equals(state) ? 0 : NOT_READY;
  }

  private static long row(String name, String state, long pid) {
    if (pid == 0) {
      System.out.printf("%-14s %-11s%n", name, state);
      return 0;
    }
    // The launcher's children are parts with rows of their own.
    long bytes = name.equals("launcher") ? Memory.of(pid) : Memory.ofTree(pid);
    System.out.printf("%-14s %-11s %8d %7d MB%n", name, state, pid, bytes >> 20);
    return bytes;
  }
}
