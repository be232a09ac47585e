package signalbox.presentation.shared;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

class ErrorCatalogueTest {
  private final ErrorCatalogue catalogue = ErrorCatalogue.load();

  @Test
  void holdsTheCodesOfTheDomainAndNoOthers() {
    Set<String> documented = new TreeSet<>();
    ErrorCatalogue.document().path("errors").fieldNames().forEachRemaining(documented::add);

    assertThat(documented)
        .isEqualTo(
            Arrays.stream(ErrorCode.values())
                .map(ErrorCode::code)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void agreesWithTheDomainOnKinds() {
    JsonNode errors = ErrorCatalogue.document().path("errors");
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(code.kind().name())
          .as(code.code())
          .isEqualTo(errors.path(code.code()).path("kind").asText());
    }
  }

  @Test
  void fillsTextsWithArguments() {
    assertThat(
            catalogue.text(SignalboxException.of(ErrorCode.RUN_NOT_FOUND).safe("id", "$1\\ {x}")))
        .isEqualTo("There is no run $1\\ {x}.");
  }
}
