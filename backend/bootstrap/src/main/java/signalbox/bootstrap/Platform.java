package signalbox.bootstrap;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.application.shared.UuidV7;
import signalbox.application.storage.ObjectListing;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.storage.PostgresChoreRepository;
import signalbox.infrastructure.s3.shared.S3ObjectStore;
import signalbox.presentation.shared.ErrorCatalogue;
import signalbox.presentation.shared.Json;

/**
 * What the wirings of all features share. Made before anything answers: opening it waits for no
 * other program.
 */
public final class Platform implements AutoCloseable {
  private static final String UNPACKED = "development";

  /** How late a change may be seen whose signal was lost. */
  private static final Duration NET = Duration.ofSeconds(1);

  private static final int METADATA_CONNECTIONS = 16;
  private static final int TELEMETRY_CONNECTIONS = 8;

  private final Settings settings;
  private final Duration net;
  private final SpoolFolders spool;
  private final InstantSource clock = InstantSource.system();
  private final IdGenerator ids = new UuidV7(clock, new SecureRandom());
  private final PostgresDatabase metadata;
  private final PostgresDatabase telemetry;
  private final Transactions transactions;
  private final S3ObjectStore objects;
  private final Json json = new Json();
  private final ErrorCatalogue errors = ErrorCatalogue.load();
  private final Observability observability;
  private final Chores chores;

  public Platform(Settings settings) {
    this(settings, NET);
  }

  Platform(Settings settings, Duration net) {
    this.settings = settings;
    this.net = net;
    this.spool = SpoolFolders.open(settings.spoolDirectory(), settings.name());
    this.observability = Observability.exportingTo(settings.otlpEndpoint(), settings.name());
    this.metadata = database("metadata", settings.metadata(), METADATA_CONNECTIONS);
    this.telemetry = database("telemetry", settings.telemetry(), TELEMETRY_CONNECTIONS);
    this.transactions = new PostgresTransactions(metadata);
    Settings.S3 s3 = settings.s3();
    this.objects =
        new S3ObjectStore(
            s3.endpoint(),
            s3.region(),
            s3.bucket(),
            s3.accessKey(),
            s3.secretKey().value(),
            s3.options());
    this.chores = new Chores(new PostgresChoreRepository(metadata), observability, clock);
  }

  public Settings settings() {
    return settings;
  }

  /** Of this program. */
  public String version() {
    String version = Platform.class.getPackage().getImplementationVersion();
    return version == null ? UNPACKED : version;
  }

  /** How late a change may be seen whose signal was lost. */
  Duration net() {
    return net;
  }

  /** Folders on the disk. */
  SpoolFolders spool() {
    return spool;
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

  /** What the object store is, and how it is spoken to. */
  public String describeObjects() {
    return objects.describe();
  }

  /** The objects as a list. */
  public ObjectListing listing() {
    return objects.listing();
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

  /** What this backend does again and again by itself. */
  Chores chores() {
    return chores;
  }

  @Override
  public void close() {
    objects.close();
    telemetry.close();
    metadata.close();
    observability.close();
    spool.close();
  }

  private static PostgresDatabase database(String name, Settings.Database database, int poolSize) {
    return new PostgresDatabase(
        name, database.url(), database.user(), database.password().value(), poolSize);
  }
}
