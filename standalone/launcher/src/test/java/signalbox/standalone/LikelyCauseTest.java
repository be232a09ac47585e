package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signalbox.embedded.StartFailure;

class LikelyCauseTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          could not bind IPv4 address "127.0.0.1": Address already in use | took the port
          java.net.BindException: Address already in use | took the port
          FATAL: could not write lock file "postmaster.pid": No space left on device | disk is full
          OSError: libgomp.so.1: cannot open shared object file | apt-get install libgomp1
          ModuleNotFoundError: No module named 'grpc' | environment is incomplete
          exec: /x/ml-services/.venv/bin/python: No such file or directory | environment is missing
          FATAL: database files are incompatible with server | another PostgreSQL version
          FATAL: password authentication failed for user "metadata" | secrets
          The schema version of metadata is 9, expected 7 | does not fit this version
          Error: Could not find or load main class signalbox.bootstrap.Main | build is incomplete
          has been compiled by a more recent version: UnsupportedClassVersionError | JDK is older
          java.lang.OutOfMemoryError: Java heap space | too little free memory
          initdb: error: could not create directory "/x": Permission denied | may not read or write
          """)
  void recognises(String line, String cause) {
    assertThat(LikelyCause.of(failure("it ended with exit code 1", line)))
        .hasValueSatisfying(text -> assertThat(text).contains(cause));
  }

  @Test
  void recognisesAKill() {
    assertThat(LikelyCause.of(failure("it ended with exit code 137", "")))
        .hasValueSatisfying(text -> assertThat(text).contains("memory ran out"));
  }

  @Test
  void inventsNothing() {
    assertThat(LikelyCause.of(failure("it ended with exit code 1", "something odd"))).isEmpty();
  }

  @Test
  void explainsWhoWhyAndWhereToLook() {
    assertThat(LikelyCause.explain(failure("it ended with exit code 1", "Address already in use")))
        .isEqualTo(
            """
            Kafka did not start: it ended with exit code 1
              Its last lines:
              | Address already in use
              Log file:     /data/logs/kafka.log
              Likely cause: Another program took the port. Start again: another one is chosen, or \
            give --port.\
            """);
  }

  private static StartFailure failure(String reason, String line) {
    return new StartFailure("Kafka", reason, Path.of("/data/logs/kafka.log"), List.of(line));
  }
}
