package signalbox.bootstrap;

import java.security.SecureRandom;
import java.time.InstantSource;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.application.shared.UuidV7;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.s3.shared.S3ObjectStore;
import signalbox.presentation.shared.ErrorCatalogue;
import signalbox.presentation.shared.Json;

/**
 * What the wirings of all features share. Made before anything answers: opening it waits for no
 * other program.
 */
public final class Platform implements AutoCloseable {
  private static final int METADATA_CONNECTIONS = 16;
  private static final int TELEMETRY_CONNECTIONS = 8;
  private static final String UNPACKED = "development";

  private final Settings settings;
  private final InstantSource clock = InstantSource.system();
  private final IdGenerator ids = new UuidV7(clock, new SecureRandom());
  private final PostgresDatabase metadata;
  private final PostgresDatabase telemetry;
  private final Transactions transactions;
  private final S3ObjectStore objects;
  private final Json json = new Json();
  private final ErrorCatalogue errors = ErrorCatalogue.load();
  private final Observability observability;

  public Platform(Settings settings) {
    this.settings = settings;
    this.observability = Observability.exportingTo(settings.otlpEndpoint());
    this.metadata = database("metadata", settings.metadata(), METADATA_CONNECTIONS);
    this.telemetry = database("telemetry", settings.telemetry(), TELEMETRY_CONNECTIONS);
    this.transactions = new PostgresTransactions(metadata);
    Settings.S3 s3 = settings.s3();
    this.objects =
        new S3ObjectStore(
            s3.endpoint(), s3.region(), s3.bucket(), s3.accessKey(), s3.secretKey().value());
  }

  /** The version of this Signalbox, as its archive says. */
  static String version() {
    String version = Platform.class.getPackage().getImplementationVersion();
    return version == null ? UNPACKED : version;
  }

  public Settings settings() {
    return settings;
  }

  public InstantSource clock() {
    return clock;
  }

  public IdGenerator ids() {
    return ids;
  }

  /** Users, projects, datasets, runs, models, outbox. */
  public PostgresDatabase metadata() {
    return metadata;
  }

  /** Metric points. */
  public PostgresDatabase telemetry() {
    return telemetry;
  }

  /** Transactions of {@link #metadata()}. */
  public Transactions transactions() {
    return transactions;
  }

  public ObjectStore objects() {
    return objects;
  }

  public Json json() {
    return json;
  }

  public ErrorCatalogue errors() {
    return errors;
  }

  /** Metrics and traces. */
  public Observability observability() {
    return observability;
  }

  @Override
  public void close() {
    objects.close();
    telemetry.close();
    metadata.close();
    observability.close();
  }

  private static PostgresDatabase database(String name, Settings.Database database, int poolSize) {
    return new PostgresDatabase(
        name, database.url(), database.user(), database.password().value(), poolSize);
  }
}
