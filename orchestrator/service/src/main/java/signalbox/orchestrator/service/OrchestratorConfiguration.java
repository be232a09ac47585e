package signalbox.orchestrator.service;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import signalbox.orchestrator.core.RetryBudget;
import signalbox.orchestrator.service.s3.UploadEncryption;

/**
 * All settings of the orchestrator.
 *
 * @param s3Endpoint where ML services reach the object store
 * @param s3VirtualHosts whether the bucket is part of the host's name
 * @param mlServices addresses of ML service instances, {@code host:port}
 * @param managementPort health and metrics; 0: off
 * @param otlpEndpoint where spans go; empty: nowhere
 * @param exitWithParent end when standard input ends
 * @param topicPrefix first word of all topics and of the consumer group
 * @param name tells this orchestrator from the others; a restarted one keeps it
 * @param retries how many lost attempts of a service may be tried again
 */
public record OrchestratorConfiguration(
    String kafkaBootstrap,
    URI s3Endpoint,
    String s3Region,
    String s3Bucket,
    String s3AccessKey,
    String s3SecretKey,
    boolean s3VirtualHosts,
    UploadEncryption s3Encryption,
    List<String> mlServices,
    String host,
    int managementPort,
    String logLevel,
    String otlpEndpoint,
    boolean exitWithParent,
    String topicPrefix,
    String name,
    RetryBudget.Policy retries) {

  private static final String PUBLIC_ENDPOINT = "SIGNALBOX_S3_PUBLIC_ENDPOINT";
  private static final String KMS = "aws:kms";
  private static final Pattern HOST_LABEL = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
  private static final Set<String> LEVELS = Set.of("trace", "debug", "info", "warn", "error");

  public OrchestratorConfiguration {
    mlServices = List.copyOf(mlServices);
  }

  /** Never shows a secret. */
  @Override
  public String toString() {
    return "kafka %s, s3 %s bucket %s, ML services %s, management %s:%d"
        .formatted(kafkaBootstrap, s3Endpoint, s3Bucket, mlServices, host, managementPort);
  }

  /** Every setting that is missing or wrong, all at once. */
  public static final class Problems extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Problems(List<String> problems) {
      super("The configuration has problems:\n  " + String.join("\n  ", problems));
    }
  }

  /**
   * Reads the settings.
   *
   * @throws Problems naming all problems
   */
  public static OrchestratorConfiguration from(Map<String, String> environment) {
    Reader reader = new Reader(environment);
    int managementPort = reader.port("SIGNALBOX_MANAGEMENT_PORT", 0);
    String endpointName =
        reader.text(PUBLIC_ENDPOINT, "").isEmpty() ? "SIGNALBOX_S3_ENDPOINT" : PUBLIC_ENDPOINT;
    URI endpoint = reader.uri(endpointName);
    String bucket = reader.text("SIGNALBOX_S3_BUCKET", "signalbox");
    OrchestratorConfiguration configuration =
        new OrchestratorConfiguration(
            reader.required("SIGNALBOX_KAFKA_BOOTSTRAP"),
            endpoint,
            reader.text("SIGNALBOX_S3_REGION", "us-east-1"),
            bucket,
            reader.required("SIGNALBOX_S3_ACCESS_KEY"),
            reader.required("SIGNALBOX_S3_SECRET_KEY"),
            virtualHosts(reader, endpointName, endpoint, bucket),
            encryption(reader),
            reader.addresses("SIGNALBOX_ML_SERVICES"),
            reader.text("SIGNALBOX_HOST", "127.0.0.1"),
            managementPort,
            reader.level("SIGNALBOX_LOG_LEVEL", "info"),
            reader.text("SIGNALBOX_OTLP_ENDPOINT", ""),
            reader.flag("SIGNALBOX_EXIT_WITH_PARENT"),
            "signalbox",
            reader.text("SIGNALBOX_ORCHESTRATOR_NAME", ownName(managementPort)),
            retries(reader));
    if (!reader.problems.isEmpty()) {
      throw new Problems(reader.problems);
    }
    return configuration;
  }

  private static boolean virtualHosts(
      Reader reader, String endpointName, URI endpoint, String bucket) {
    if (reader.oneOf("SIGNALBOX_S3_STYLE", "path", "virtual").equals("path")) {
      return false;
    }
    if (String.valueOf(endpoint.getHost()).matches("[0-9.]+|\\[.*")) {
      reader.problems.add(
          "SIGNALBOX_S3_STYLE is virtual, but " + endpointName + " has no host name");
    }
    if (!HOST_LABEL.matcher(bucket).matches()) {
      reader.problems.add(
          "SIGNALBOX_S3_STYLE is virtual, but SIGNALBOX_S3_BUCKET cannot begin a host name");
    }
    return true;
  }

  private static UploadEncryption encryption(Reader reader) {
    String algorithm = reader.oneOf("SIGNALBOX_S3_ENCRYPTION", "none", "AES256", KMS);
    String kmsKeyId = reader.text("SIGNALBOX_S3_KMS_KEY_ID", "");
    if (!kmsKeyId.isEmpty() && !algorithm.equals(KMS)) {
      reader.problems.add("SIGNALBOX_S3_KMS_KEY_ID needs SIGNALBOX_S3_ENCRYPTION=" + KMS);
    }
    return algorithm.equals("none")
        ? UploadEncryption.NONE
        : new UploadEncryption(algorithm, kmsKeyId);
  }

  private static RetryBudget.Policy retries(Reader reader) {
    RetryBudget.Policy usual = RetryBudget.Policy.DEFAULT;
    int percent =
        reader.number("SIGNALBOX_RETRY_PERCENT", (int) Math.round(usual.share() * 100), 0, 100);
    return new RetryBudget.Policy(
        percent / 100.0,
        reader.number("SIGNALBOX_RETRIES_PER_MINUTE", usual.perMinute(), 1, 1_000_000),
        reader.number("SIGNALBOX_RETRIES_SAVED", usual.capacity(), 1, 1_000_000));
  }

  /** The machine, and what tells processes on it apart: the port if there is one. */
  private static String ownName(int managementPort) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      host = "orchestrator";
    }
    return host + "-" + (managementPort == 0 ? ProcessHandle.current().pid() : managementPort);
  }

  private static final class Reader {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Reader(Map<String, String> environment) {
      this.environment = environment;
    }

    String text(String name, String otherwise) {
      String value = environment.getOrDefault(name, "").strip();
      return value.isEmpty() ? otherwise : value;
    }

    String required(String name) {
      String value = text(name, "");
      if (value.isEmpty()) {
        problems.add(name + " is missing");
      }
      return value;
    }

    URI uri(String name) {
      String value = required(name);
      try {
        URI uri = new URI(value);
        String scheme = uri.getScheme();
        if (!value.isEmpty()
            && (uri.getHost() == null || !("http".equals(scheme) || "https".equals(scheme)))) {
          problems.add(name + " must be an http or https URL, is " + value);
        }
        return uri;
      } catch (URISyntaxException notAUri) {
        problems.add(name + " must be an http or https URL, is " + value);
        return URI.create("");
      }
    }

    List<String> addresses(String name) {
      List<String> addresses = new ArrayList<>();
      for (String part : required(name).split(",", -1)) {
        String address = part.strip();
        if (address.isEmpty()) {
          continue;
        }
        int colon = address.lastIndexOf(':');
        if (colon < 1 || !inRange(address.substring(colon + 1))) {
          problems.add(name + " must be a comma list of host:port, has " + address);
        } else if (addresses.contains(address)) {
          problems.add(name + " names " + address + " twice");
        } else {
          addresses.add(address);
        }
      }
      return addresses;
    }

    int port(String name, int otherwise) {
      String value = text(name, Integer.toString(otherwise));
      if (!"0".equals(value) && !inRange(value)) {
        problems.add(name + " must be a port, is " + value);
        return otherwise;
      }
      return Integer.parseInt(value);
    }

    int number(String name, int otherwise, int least, int most) {
      String value = text(name, Integer.toString(otherwise));
      try {
        int number = Integer.parseInt(value);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException notANumber) {
        // Said below, as for one that is too small.
      }
      problems.add(name + " must be a number from " + least + " to " + most + ", is " + value);
      return otherwise;
    }

    String level(String name, String otherwise) {
      String value = text(name, otherwise).toLowerCase(Locale.ROOT);
      if (!LEVELS.contains(value)) {
        problems.add(name + " must be one of trace, debug, info, warn, error, is " + value);
      }
      return value;
    }

    /** The first one when it is not set. */
    String oneOf(String name, String... choices) {
      String value = text(name, choices[0]);
      if (!List.of(choices).contains(value)) {
        problems.add(name + " must be one of " + String.join(", ", choices) + ", is " + value);
        return choices[0];
      }
      return value;
    }

    boolean flag(String name) {
      return "1".equals(text(name, "0"));
    }

    private static boolean inRange(String port) {
      try {
        int number = Integer.parseInt(port);
        return number > 0 && number < 65_536;
      } catch (NumberFormatException notANumber) {
        return false;
      }
    }
  }
}
