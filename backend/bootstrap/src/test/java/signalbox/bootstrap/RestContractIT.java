package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Route;

class RestContractIT {
  private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z]+)}");

  @Test
  void registersWhatTheDocumentPromisesAndNothingElse() throws Exception {
    var registered =
        RunningBackend.shared().backend().routes().stream()
            .map(route -> route.method() + " " + route.path())
            .collect(Collectors.toCollection(TreeSet::new));
    var promised =
        RunningBackend.CONTRACT.operations().stream()
            .map(OpenApiContract.Operation::toString)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(registered).isEqualTo(promised);
  }

  @Test
  void agreesOnWhoMayCallAtAll() throws Exception {
    for (Route route : RunningBackend.shared().backend().routes()) {
      OpenApiContract.Operation operation =
          RunningBackend.CONTRACT.operation(route.method(), route.path());
      assertThat(operation).as("%s %s", route.method(), route.path()).isNotNull();
      if (operation != null) {
        assertThat(route.access() == Access.PUBLIC).as("%s", operation).isEqualTo(operation.open());
      }
    }
  }

  @Test
  void declaresEveryParameterOfAPath() {
    for (OpenApiContract.Operation operation : RunningBackend.CONTRACT.operations()) {
      var inPath =
          PARAMETER
              .matcher(operation.path())
              .results()
              .map(match -> match.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(RunningBackend.CONTRACT.pathParameters(operation))
          .as("%s", operation)
          .isEqualTo(inPath);
    }
  }
}
