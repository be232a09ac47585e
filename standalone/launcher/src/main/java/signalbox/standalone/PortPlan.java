package signalbox.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;

/** Which part listens where: the port of last time while it is free, else another one. */
record PortPlan(Map<String, Integer> ports) {
  static final List<String> NAMES =
      List.of(
          "backendManagement",
          "kafka",
          "kafkaController",
          "mlGrpc",
          "mlManagement",
          "orchestratorManagement",
          "postgres",
          "s3",
          "solvingGrpc",
          "solvingManagement",
          "tuningGrpc",
          "tuningManagement");

  PortPlan {
    ports = Map.copyOf(ports);
  }

  static PortPlan of(Map<String, Integer> remembered, IntPredicate isFree, IntSupplier find) {
    var ports = new TreeMap<String, Integer>();
    for (var name : NAMES) {
      var before = remembered.get(name);
      if (before != null && isFree.test(before) && !ports.containsValue(before)) {
        ports.put(name, before);
      }
    }
    var missing = new ArrayList<>(NAMES);
    missing.removeAll(ports.keySet());
    for (var name : missing) {
      int port = find.getAsInt();
      while (ports.containsValue(port) || remembered.containsValue(port)) {
        port = find.getAsInt();
      }
      ports.put(name, port);
    }
    return new PortPlan(ports);
  }

  int get(String name) {
    var port = ports.get(name);
    if (port == null) {
      throw new IllegalArgumentException("no port is planned for " + name);
    }
    return port;
  }
}
