package signalbox.embedded.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import kafka.Kafka;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/** {@code Main server.properties}: formats the log folder when it is new, then is the broker. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      throw new IllegalArgumentException("usage: Main server.properties");
    }
    formatOnce(Path.of(args[0]));
    Kafka.main(args);
  }

  private static void formatOnce(Path file) throws Exception {
    var configuration = load(file);
    var logs = Path.of(configuration.getProperty("log.dirs"));
    if (Files.exists(logs.resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setNodeId(Integer.parseInt(configuration.getProperty("node.id")))
        .setClusterId(Uuid.randomUuid().toString())
        .setDirectories(Set.of(logs.toString()))
        .setMetadataLogDirectory(logs.toString())
        .setControllerListenerName(configuration.getProperty("controller.listener.names"))
        .run();
  }

  private static Properties load(Path file) throws IOException {
    var configuration = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      configuration.load(reader);
    }
    return configuration;
  }
}
