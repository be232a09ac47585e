package signalbox.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import signalbox.application.canary.ApplicationThatLogs;
import signalbox.domain.canary.DomainThatAsksTheClock;
import signalbox.domain.canary.DomainThatLogs;
import signalbox.domain.canary.PriceManager;
import signalbox.infrastructure.file.canary.FileThatUsesS3;
import signalbox.infrastructure.s3.canary.S3ThatUsesSql;
import signalbox.infrastructure.s3.shared.S3ObjectStore;
import signalbox.orchestrator.core.canary.CoreThatLogs;
import signalbox.presentation.rest.Route;
import signalbox.presentation.rest.canary.RestThatUsesKafka;
import signalbox.presentation.websocket.canary.WebSocketThatUsesRest;
import signalbox.unmarked.NobodysClass;

class ArchitectureTest {
  /** Fewer classes than this mean that the import went blind, not that the house shrank. */
  private static final int CLASSES_AT_LEAST = 450;

  private static final String[] FEATURES = {
    "artifact",
    "dataset",
    "event",
    "identity",
    "link",
    "log",
    "metric",
    "model",
    "notification",
    "prediction",
    "project",
    "run",
    "service",
    "storage",
    "study",
    "transfer"
  };
  private static final String[] JDK = {"java..", "javax.crypto..", "org.jspecify.annotations.."};

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .withImportOption(location -> !location.contains("-tests.jar"))
          .withImportOption(location -> !location.contains("/signalbox/schema/"))
          .withImportOption(location -> !location.contains("signalbox-schema"))
          .withImportOption(location -> !location.contains("/contracts/java/"))
          .withImportOption(location -> !location.contains("signalbox-contracts"))
          .importPackages("signalbox");

  /**
   * A rule and the class that it must catch.
   *
   * @param canary breaks this rule; named in the failure
   */
  record Aimed(String name, ArchRule rule, Class<?> canary) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Aimed> rules() {
    return Stream.of(
        new Aimed(
            "the domain uses the JDK alone",
            classes()
                .that()
                .resideInAPackage("signalbox.domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(with(JDK, "signalbox.domain..")),
            DomainThatLogs.class),
        new Aimed(
            "the application uses the domain alone",
            classes()
                .that()
                .resideInAPackage("signalbox.application..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(with(JDK, "signalbox.domain..", "signalbox.application..")),
            ApplicationThatLogs.class),
        new Aimed(
            "the orchestrator's core uses the JDK alone",
            classes()
                .that()
                .resideInAPackage("signalbox.orchestrator.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(with(JDK, "signalbox.orchestrator.core..")),
            CoreThatLogs.class),
        new Aimed(
            "domain and core take time and ids as arguments",
            noClasses()
                .that()
                .resideInAnyPackage("signalbox.domain..", "signalbox.orchestrator.core..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                // An address is a value, and reading one touches no network.
                .dependOnClassesThat(
                    resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.sql..")
                        .and(not(belongToAnyOf(URI.class, URISyntaxException.class)))),
            DomainThatAsksTheClock.class),
        new Aimed(
            "technologies that we call never meet",
            slices()
                .matching("signalbox.infrastructure.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(
                    resideInAPackage("signalbox.infrastructure.timescale.."),
                    resideInAPackage("signalbox.infrastructure.postgres.shared..")),
            FileThatUsesS3.class),
        new Aimed(
            "each technology has its own room",
            noClasses()
                .that(
                    resideInAPackage("signalbox.infrastructure..")
                        .and(
                            not(
                                resideInAnyPackage(
                                    "signalbox.infrastructure.postgres..",
                                    "signalbox.infrastructure.timescale.."))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.jooq..", "org.postgresql.."),
            S3ThatUsesSql.class),
        new Aimed(
            "technologies that call us never meet",
            slices()
                .matching("signalbox.presentation.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(
                    DescribedPredicate.alwaysTrue(),
                    resideInAnyPackage(
                        "signalbox.presentation.shared..", "signalbox.presentation.view..")),
            WebSocketThatUsesRest.class),
        new Aimed(
            "only the consumer knows Kafka",
            noClasses()
                .that(
                    resideInAPackage("signalbox.presentation..")
                        .and(not(resideInAPackage("signalbox.presentation.kafka.."))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.."),
            RestThatUsesKafka.class),
        new Aimed(
            "names say what a class is",
            noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Utils"),
            PriceManager.class),
        new Aimed(
            "every class lives in a known room",
            classes().should(new LiveInAKnownRoom()),
            NobodysClass.class),
        new Aimed(
            "every package is null-marked",
            classes().should(new LiveInAMarkedPackage()),
            NobodysClass.class));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holdsInTheHouse(Aimed aimed) {
    aimed.rule().check(HOUSE);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void catchesItsCanary(Aimed aimed) {
    var result = aimed.rule().evaluate(cage(aimed.canary()));

    assertThat(result.hasViolation()).as("%s misses its canary", aimed).isTrue();
    assertThat(result.getFailureReport().toString()).contains(aimed.canary().getSimpleName());
  }

  @Test
  void seesTheWholeHouse() {
    assertThat(HOUSE.size()).isGreaterThan(CLASSES_AT_LEAST);
    for (String layer :
        List.of(
            "signalbox.domain.run",
            "signalbox.application.run",
            "signalbox.infrastructure.postgres.run",
            "signalbox.infrastructure.s3.shared",
            "signalbox.presentation.rest.run",
            "signalbox.bootstrap",
            "signalbox.orchestrator.core",
            "signalbox.orchestrator.service")) {
      assertThat(HOUSE.containPackage(layer)).as(layer).isTrue();
    }
  }

  /** Slices see imported classes only, so what a canary must not touch is caged with it. */
  private static JavaClasses cage(Class<?> canary) {
    ClassFileImporter importer = new ClassFileImporter();
    if (canary == FileThatUsesS3.class) {
      return importer.importClasses(canary, S3ObjectStore.class);
    }
    if (canary == WebSocketThatUsesRest.class) {
      return importer.importClasses(canary, Route.class);
    }
    return importer.importClasses(canary);
  }

  private static String[] with(String[] first, String... more) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new);
  }

  /** Layer, then technology where there is one, then feature: no other packages. */
  private static final class LiveInAKnownRoom extends ArchCondition<JavaClass> {
    private static final List<String> ROOMS = rooms();

    LiveInAKnownRoom() {
      super("live in a known room");
    }

    private static List<String> rooms() {
      Stream<String> features =
          Arrays.stream(FEATURES)
              .flatMap(feature ->
                  Stream.of(
                      "signalbox.domain." + feature,
                      "signalbox.application." + feature,
                      "signalbox.presentation.rest." + feature,
                      "signalbox.presentation.kafka." + feature,
                      "signalbox.presentation.timer." + feature,
                      "signalbox.presentation.udp." + feature));
      Stream<String> adapters =
          Stream.of("crypto", "file", "http", "jsonschema", "kafka", "postgres", "s3", "timescale")
              .flatMap(technology ->
                  Stream.concat(Arrays.stream(FEATURES), Stream.of("shared"))
                      .map(room -> "signalbox.infrastructure." + technology + "." + room));
      Stream<String> single =
          Stream.of(
              "signalbox.domain.error",
              "signalbox.application.shared",
              "signalbox.presentation.rest",
              "signalbox.presentation.shared",
              "signalbox.presentation.timer",
              "signalbox.presentation.view",
              "signalbox.presentation.websocket",
              "signalbox.bootstrap",
              "signalbox.bootstrap.observability",
              // The log of the Java parts: contracts/logging.
              "signalbox.logging");
      return Stream.of(features, adapters, single).flatMap(room -> room).toList();
    }

    @Override
    public void check(JavaClass checked, ConditionEvents events) {
      String name = checked.getPackageName();
      boolean known = name.startsWith("signalbox.orchestrator.") || ROOMS.contains(name);
      if (!known) {
        events.add(
            SimpleConditionEvent.violated(checked, checked.getName() + " lives in no known room"));
      }
    }
  }

  private static final class LiveInAMarkedPackage extends ArchCondition<JavaClass> {
    LiveInAMarkedPackage() {
      super("live in a package whose package-info is @NullMarked");
    }

    @Override
    public void check(JavaClass checked, ConditionEvents events) {
      if (!checked.getPackage().isAnnotatedWith(NullMarked.class)) {
        events.add(
            SimpleConditionEvent.violated(
                checked, checked.getName() + " lives in a package that is not null-marked"));
      }
    }
  }
}
