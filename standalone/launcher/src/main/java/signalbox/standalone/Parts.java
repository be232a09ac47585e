package signalbox.standalone;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import signalbox.embedded.ChildProcess;
import signalbox.embedded.EmbeddedKafka;
import signalbox.embedded.EmbeddedPostgres;
import signalbox.embedded.EmbeddedS3;
import signalbox.embedded.Installation;

/** All parts of Signalbox: how each is started, what it needs, and with which settings. */
final class Parts {
  static final String BUCKET = "signalbox";
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);

  private final Path home;
  private final DataFolder data;
  private final PortPlan ports;
  private final int port;
  private final String adminPassword;
  private final Map<String, String> environment;
  private final JvmCache cache;
  private final Detours detours;
  private final List<String> extraServices;

  /**
   * The parts of the instance on {@code data}.
   *
   * @param home the checkout, with {@code web/dist} and {@code ml-services}
   * @param port of the backend
   * @param environment the caller's; its SIGNALBOX_ settings reach the parts unless set here
   */
  Parts(
      Path home,
      DataFolder data,
      PortPlan ports,
      int port,
      String adminPassword,
      Map<String, String> environment) {
    this.home = home;
    this.data = data;
    this.ports = ports;
    this.port = port;
    this.adminPassword = adminPassword;
    this.environment = Map.copyOf(environment);
    this.cache = new JvmCache(data.of("cache"));
    this.detours = Detours.of(environment);
    this.extraServices = ExtraServices.of(environment);
  }

  List<Part> all() {
    return List.of(
        new Part("postgres", "PostgreSQL", Set.of(), Part.Kind.SERVICE, 4, this::postgres),
        new Part("kafka", "Kafka", Set.of(), Part.Kind.SERVICE, 4, this::kafka),
        new Part("s3", "S3", Set.of(), Part.Kind.SERVICE, 4, this::s3),
        new Part(
            "migrations", "Migrations", Set.of("postgres"), Part.Kind.TASK, 1, this::migrations),
        new Part("tabular", "ML service tabular", Set.of(), Part.Kind.SERVICE, 3, this::tabular),
        new Part("solving", "ML service solving", Set.of(), Part.Kind.SERVICE, 3, this::solving),
        new Part("tuning", "ML service tuning", Set.of(), Part.Kind.SERVICE, 3, this::tuning),
        new Part(
            "orchestrator",
            "Orchestrator",
            Set.of("kafka"),
            Part.Kind.SERVICE,
            2,
            this::orchestrator),
        new Part(
            "backend",
            "Backend",
            Set.of("migrations", "kafka", "s3"),
            Part.Kind.SERVICE,
            1,
            this::backend));
  }

  private ChildProcess postgres() {
    var secrets = data.secrets();
    var server =
        EmbeddedPostgres.in(data.of("postgres"))
            .port(ports.get("postgres"))
            .password(secrets.get("postgres"))
            .log(data.log("postgres"))
            .start();
    for (var database : List.of("metadata", "telemetry")) {
      server.createDatabase(database, secrets.get(database));
    }
    return server.process();
  }

  private ChildProcess kafka() {
    return EmbeddedKafka.in(data.of("kafka"))
        .ports(ports.get("kafka"), ports.get("kafkaController"))
        .listeners(detours.kafkaListeners())
        .log(data.log("kafka"))
        .jvmOptions(cache.options("kafka", Installation.classPath("standalone/kafka")))
        .start()
        .process();
  }

  private ChildProcess s3() {
    var secrets = data.secrets();
    var server =
        EmbeddedS3.in(data.of("s3"))
            .port(ports.get("s3"))
            .credentials(secrets.get("s3AccessKey"), secrets.get("s3SecretKey"))
            .log(data.log("s3"))
            .jvmOptions(cache.options("s3", Installation.classPath("standalone/s3")))
            .start();
    server.createBucket(BUCKET);
    return server.process();
  }

  private ChildProcess migrations() {
    var process =
        java(
            "migrations",
            "Migrations",
            "database",
            "signalbox.database.Migrate",
            128,
            databaseSettings("migrations"));
    process.awaitSuccess(READY_LIMIT);
    return process;
  }

  private ChildProcess tabular() {
    return mlService("tabular", "mlGrpc", "mlManagement");
  }

  private ChildProcess solving() {
    return mlService("solving", "solvingGrpc", "solvingManagement");
  }

  private ChildProcess tuning() {
    return mlService("tuning", "tuningGrpc", "tuningManagement");
  }

  /** The ML service {@code name}, the Python package {@code signalbox_name}. */
  private ChildProcess mlService(String name, String grpcPort, String managementPort) {
    var python = home.resolve("ml-services/.venv/bin/python");
    var settings = common(managementPort);
    settings.put("SIGNALBOX_GRPC_PORT", Integer.toString(ports.get(grpcPort)));
    settings.put("SIGNALBOX_WORK_DIR", data.of("ml").resolve(name).toString());
    var process =
        ChildProcess.named(
                "ML service " + name,
                data.log(name),
                List.of(python.toString(), "-m", "signalbox_" + name))
            .environment(settings)
            .directory(data.root())
            .start();
    process.awaitPort(ports.get(grpcPort), READY_LIMIT);
    return process;
  }

  private String mlServices() {
    var own =
        Stream.of("mlGrpc", "solvingGrpc", "tuningGrpc")
            .map(name -> "127.0.0.1:" + ports.get(name));
    return Stream.concat(own, extraServices.stream()).collect(Collectors.joining(","));
  }

  private ChildProcess orchestrator() {
    var settings = common("orchestratorManagement");
    settings.putAll(objectStoreSettings("orchestrator"));
    settings.put("SIGNALBOX_KAFKA_BOOTSTRAP", server("orchestrator", "kafka"));
    settings.putIfAbsent("SIGNALBOX_ML_SERVICES", mlServices());
    var process =
        java(
            "orchestrator",
            "Orchestrator",
            "orchestrator/service",
            "signalbox.orchestrator.service.Main",
            256,
            settings);
    awaitHealth(process, ports.get("orchestratorManagement"));
    return process;
  }

  private ChildProcess backend() {
    var settings = common("backendManagement");
    settings.putAll(databaseSettings("backend"));
    settings.putAll(objectStoreSettings("backend"));
    settings.put("SIGNALBOX_S3_CREATE_BUCKET", "1");
    settings.put("SIGNALBOX_PORT", Integer.toString(port));
    settings.put("SIGNALBOX_KAFKA_BOOTSTRAP", server("backend", "kafka"));
    settings.put("SIGNALBOX_JWT_KEY", data.secrets().get("jwtKey"));
    settings.put("SIGNALBOX_ADMIN_EMAIL", adminEmail(environment));
    settings.put("SIGNALBOX_ADMIN_PASSWORD", adminPassword);
    settings.put("SIGNALBOX_SPOOL_DIR", data.of("spool").toString());
    // Secrets of the caller's own reach the backend alone.
    for (var key : List.of("SIGNALBOX_LOG_KEY", "SIGNALBOX_WEBHOOK_KEY")) {
      var given = environment.getOrDefault(key, "");
      if (!given.isEmpty()) {
        settings.put(key, given);
      }
    }
    var web = home.resolve("web/dist");
    if (Files.isDirectory(web)) {
      settings.putIfAbsent("SIGNALBOX_WEB_DIR", web.toString());
    }
    var process =
        java("backend", "Backend", "backend/bootstrap", "signalbox.bootstrap.Main", 320, settings);
    awaitHealth(process, ports.get("backendManagement"));
    process.awaitPort(port, READY_LIMIT);
    return process;
  }

  static String adminEmail(Map<String, String> environment) {
    var email = environment.getOrDefault("SIGNALBOX_ADMIN_EMAIL", "");
    return email.isBlank() ? "admin@signalbox.local" : email;
  }

  /** What the caller wants of the JVMs of backend and orchestrator; it comes last, so it wins. */
  static List<String> javaOptions(Map<String, String> environment) {
    var options = environment.getOrDefault("SIGNALBOX_JAVA_OPTIONS", "").strip();
    return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
  }

  private ChildProcess java(
      String name,
      String title,
      String module,
      String mainClass,
      int heapMegabytes,
      Map<String, String> settings) {
    var classPath = Installation.classPath(module);
    var command = new ArrayList<String>();
    command.add(Installation.java());
    command.addAll(
        List.of(
            // A small young generation is collected every few requests.
            "-Xms" + heapMegabytes / 2 + "m",
            "-Xmn" + heapMegabytes / 4 + "m",
            "-Xmx" + heapMegabytes + "m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(cache.options(name, classPath));
    command.addAll(javaOptions(environment));
    command.addAll(List.of("-cp", classPath, mainClass));
    return ChildProcess.named(title, data.log(name), command)
        .environment(settings)
        .directory(data.root())
        .stop("TERM", Duration.ofSeconds(35))
        .start();
  }

  /**
   * The caller's own settings, without the secrets and without those of the object store, which is
   * our own; and what every part needs.
   */
  private Map<String, String> common(String managementPort) {
    var settings = new LinkedHashMap<String, String>();
    environment.forEach((name, value) -> {
      if (name.startsWith("SIGNALBOX_")
          && !name.startsWith("SIGNALBOX_S3_")
          && !name.endsWith("_PASSWORD")
          && !name.endsWith("_KEY")) {
        settings.put(name, value);
      }
    });
    settings.put("SIGNALBOX_HOST", "127.0.0.1");
    settings.put("SIGNALBOX_MANAGEMENT_PORT", Integer.toString(ports.get(managementPort)));
    settings.put("SIGNALBOX_EXIT_WITH_PARENT", "1");
    return settings;
  }

  /** Where {@code part} finds {@code server}. */
  private String server(String part, String server) {
    return "127.0.0.1:" + detours.port(part, server, ports.get(server));
  }

  private Map<String, String> databaseSettings(String part) {
    var settings = new LinkedHashMap<String, String>();
    for (var database : List.of("metadata", "telemetry")) {
      var prefix = "SIGNALBOX_" + database.toUpperCase(Locale.ROOT);
      settings.put(
          prefix + "_URL", "jdbc:postgresql://" + server(part, "postgres") + "/" + database);
      settings.put(prefix + "_USER", database);
      settings.put(prefix + "_PASSWORD", data.secrets().get(database));
    }
    return settings;
  }

  private Map<String, String> objectStoreSettings(String part) {
    return Map.of(
        "SIGNALBOX_S3_ENDPOINT",
        "http://" + server(part, "s3"),
        "SIGNALBOX_S3_REGION",
        "us-east-1",
        "SIGNALBOX_S3_BUCKET",
        BUCKET,
        "SIGNALBOX_S3_ACCESS_KEY",
        data.secrets().get("s3AccessKey"),
        "SIGNALBOX_S3_SECRET_KEY",
        data.secrets().get("s3SecretKey"));
  }

  private static void awaitHealth(ChildProcess process, int managementPort) {
    var health = new Health(URI.create("http://127.0.0.1:" + managementPort + "/health/ready"));
    process.await(health::lastAnswer, health::isReady, READY_LIMIT);
  }
}
