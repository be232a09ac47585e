package signalbox.database.generator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.SchemaMappingType;
import org.jooq.meta.jaxb.Target;
import signalbox.database.Migrations;
import signalbox.embedded.EmbeddedPostgres;

/**
 * Applies the migrations to a throw-away PostgreSQL and writes typed SQL of the result: the
 * packages {@code signalbox.schema.metadata} and {@code signalbox.schema.telemetry}.
 *
 * <p>Arguments: the folder to write to, and a stamp file that skips the work while the migrations
 * and this generator are the same.
 */
public final class GenerateSchema {
  /** Changes when the generated code would change without a migration. */
  private static final String GENERATOR_VERSION = "2";

  private GenerateSchema() {}

  public static void main(String[] arguments) throws Exception {
    Path target = Path.of(arguments[0]);
    Path stamp = Path.of(arguments[1]);
    String fingerprint = fingerprint(Path.of(System.getProperty("signalbox.root"), "database"));
    if (Files.exists(stamp)
        && Files.isDirectory(target)
        && Files.readString(stamp).equals(fingerprint)) {
      return;
    }
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    EmbeddedPostgres postgres = EmbeddedPostgres.shared();
    EmbeddedPostgres.Database database = postgres.createDatabase();
    for (Migrations migrations : Migrations.values()) {
      migrations.apply(database.url(), database.user(), database.password());
    }
    GenerationTool.generate(configuration(database, target));
    Files.createDirectories(stamp.toAbsolutePath().getParent());
    Files.writeString(stamp, fingerprint);
  }

  private static Configuration configuration(EmbeddedPostgres.Database database, Path target) {
    List<SchemaMappingType> schemas =
        Stream.of(Migrations.values())
            .map(migrations -> new SchemaMappingType().withInputSchema(migrations.schema()))
            .toList();
    return new Configuration()
        .withLogging(Logging.WARN)
        .withJdbc(
            new Jdbc()
                .withUrl(database.url())
                .withUser(database.user())
                .withPassword(database.password()))
        .withGenerator(
            new Generator()
                .withDatabase(
                    new Database()
                        .withName("org.jooq.meta.postgres.PostgresDatabase")
                        .withExcludes(
                            "flyway_schema_history|log_line_default|_timescaledb.*|show_.*|.*chunk.*")
                        .withIncludeRoutines(false)
                        .withSchemata(schemas))
                .withGenerate(
                    new Generate()
                        .withRecords(true)
                        .withPojos(false)
                        .withDaos(false)
                        .withImplicitJoinPathsToOne(false)
                        .withImplicitJoinPathsToMany(false)
                        .withImplicitJoinPathsManyToMany(false)
                        .withJavaTimeTypes(true)
                        .withComments(false)
                        .withGeneratedAnnotation(false))
                .withTarget(
                    new Target()
                        .withPackageName("signalbox.schema")
                        .withDirectory(target.toString())
                        .withClean(true)));
  }

  private static String fingerprint(Path migrations) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(GENERATOR_VERSION.getBytes(StandardCharsets.UTF_8));
    for (Migrations one : Migrations.values()) {
      try (Stream<Path> files = Files.list(migrations.resolve(one.schema()))) {
        for (Path file : files.sorted().toList()) {
          digest.update(String.valueOf(file.getFileName()).getBytes(StandardCharsets.UTF_8));
          digest.update(Files.readAllBytes(file));
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
