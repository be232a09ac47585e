package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signalbox.embedded.Installation;

/** The script {@code signalbox} in a small house of its own, with tools that only take notes. */
@Timeout(60)
class SignalboxScriptTest {
  private static final String FAKE_MAVEN =
      """
      #!/bin/sh
      if [ "$1" = --version ]; then echo "Apache Maven 3.8.7"; exit 0; fi
      echo java >>"$NOTES"
      if [ -e broken ]; then echo "[ERROR] Foo.java: not a statement"; exit 1; fi
      for module in standalone/kafka standalone/s3 standalone/launcher database backend/bootstrap \
          orchestrator/service; do
        mkdir -p $module/target/lib; echo jar >$module/target/it.jar
      done
      """;
  private static final String FAKE_NPM =
      """
      #!/bin/sh
      if [ "$1" = run ]; then echo web >>"$NOTES"; mkdir -p dist; echo page >dist/index.html; fi
      """;
  private static final String FAKE_INSTALL =
      """
      #!/bin/sh
      echo python >>"$NOTES"; mkdir -p .venv/bin
      printf '#!/bin/sh\\n' >.venv/bin/python; chmod +x .venv/bin/python
      """;

  @TempDir Path directory;

  private record Outcome(int code, String text) {}

  @BeforeEach
  void furnish() throws IOException {
    Files.copy(Installation.root().resolve("signalbox"), directory.resolve("signalbox"));
    executable("signalbox", null);
    executable("tools/mvn", FAKE_MAVEN);
    executable("tools/npm", FAKE_NPM);
    executable("tools/node", "#!/bin/sh\necho v20.20.2\n");
    executable("tools/ldconfig", "#!/bin/sh\necho libgomp.so.1\n");
    executable("ml-services/install.sh", FAKE_INSTALL);
    write("ml-services/install.py", "");
    write("ml-services/generate.py", "");
    write("ml-services/constraints.txt", "");
    write("ml-services/sdk/pyproject.toml", "");
    executable("jdk/bin/javac", "#!/bin/sh\n");
    write("jdk/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.1\"\n");
    for (var folder :
        List.of(".mvn/x", "contracts/openapi.yaml", "contracts/proto/x", "pom.xml", "web/x")) {
      write(folder, "");
    }
    write("backend/src/main/java/A.java", "class A {}");
    write("backend/src/test/java/ATest.java", "class ATest {}");
    for (var folder : List.of("standalone/x", "database/x", "orchestrator/x")) {
      write(folder, "");
    }
  }

  @Test
  void buildsEverythingOnceAndThenOnlyWhatChanged() throws Exception {
    var first = run("build");
    assertThat(first).extracting(Outcome::code).as(first.text()).isEqualTo(0);
    assertThat(notes()).containsExactlyInAnyOrder("java", "web", "python");
    assertThat(directory.resolve("build/app/database/target/it.jar")).exists();

    assertThat(run("build").text()).isEqualTo("Everything is built.\n");
    assertThat(notes()).hasSize(3);

    write("backend/src/test/java/ATest.java", "class ATest { int longer; }");
    assertThat(run("build").code()).isZero();
    assertThat(notes()).hasSize(3);

    write("backend/src/main/java/A.java", "class A { int longer; }");
    assertThat(run("build").code()).isZero();
    assertThat(notes()).hasSize(4).last().isEqualTo("java");

    Files.delete(directory.resolve("web/dist/index.html"));
    assertThat(run("build").code()).isZero();
    assertThat(notes()).hasSize(5).last().isEqualTo("web");
  }

  @Test
  void saysWhatFailedAndTriesAgainNextTime() throws Exception {
    write("broken", "");

    var failed = run("build");

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.text())
        .contains("Building java failed", "build/logs/java.log", "Foo.java: not a statement");
    Files.delete(directory.resolve("broken"));
    assertThat(run("build").code()).isZero();
  }

  @Test
  void namesAllThatIsMissingAtOnce() throws Exception {
    write("jdk/release", "JAVA_VERSION=\"17.0.2\"\n");
    executable("tools/node", "#!/bin/sh\necho v18.1.0\n");
    executable("tools/ldconfig", "#!/bin/sh\necho nothing\n");

    var refused = run("build");

    // This test runs on a JDK 25, which the script may find by itself.
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.text())
        .contains("Signalbox needs these", "Node 20.19 or newer", "libgomp1")
        .doesNotContain("Maven");
    assertThat(directory.resolve("notes")).doesNotExist();
  }

  @Test
  void refusesWhatItDoesNotKnow() throws Exception {
    assertThat(run("fly").code()).isEqualTo(2);
    assertThat(run("bench", "none").text()).contains("There is no benchmark «none»");
    assertThat(run("down").text()).contains("is not built here, so nothing of it runs");
    assertThat(run("backup", "--to", "x").text()).contains("is not built here");
    assertThat(run("help").text()).contains("backup --to", "restore --from");
    assertThat(run("help").text()).contains("test --faults", "test --scale-out", "test --backup");
    assertThat(run("help").text()).contains("up [--data DIR] [--port N] [--detach] [--demo]");
  }

  @Test
  void scalesOutInTheLongVersionUnlessToldOtherwise() throws Exception {
    executable("tests/faults/run.sh", "#!/bin/sh\necho \"$*\" >>\"$NOTES\"\n");

    assertThat(run("test", "--scale-out").code()).isZero();
    assertThat(notes()).last().isEqualTo("--scale-out --long");

    assertThat(run("test", "--scale-out", "--short", "--seed", "7").code()).isZero();
    assertThat(notes()).last().isEqualTo("--scale-out --short --seed 7");
  }

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(directory.resolve("signalbox").toString());
    builder.command().addAll(List.of(arguments));
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH",
                directory.resolve("tools") + ":" + System.getenv("PATH"),
                "SIGNALBOX_JAVA_HOME",
                directory.resolve("jdk").toString(),
                "NOTES",
                directory.resolve("notes").toString()));
    var process = builder.redirectErrorStream(true).start();
    try (var output = process.getInputStream()) {
      var text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), text);
    }
  }

  private List<String> notes() throws IOException {
    return Files.readAllLines(directory.resolve("notes"));
  }

  private void write(String name, String text) throws IOException {
    var file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void executable(String name, @Nullable String text) throws IOException {
    if (text != null) {
      write(name, text);
    }
    Files.setPosixFilePermissions(
        directory.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
