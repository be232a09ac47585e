package signalbox.presentation.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.presentation.shared.ErrorCatalogue;

/** What the log tells of requests that failed. */
final class ProblemMapperTest {
  private final AtomicLong nanos = new AtomicLong();
  private final ProblemMapper mapper = new ProblemMapper(ErrorCatalogue.load(), nanos::get);
  private final Logger logger = (Logger) LoggerFactory.getLogger(ProblemMapper.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
  }

  private void fails(Throwable thrown) {
    mapper.log(thrown, "GET", "/runs");
  }

  private static SignalboxException away() {
    return SignalboxException.of(ErrorCode.STORE_UNAVAILABLE)
        .causedBy(new IOException("password=secret"));
  }

  @Test
  void aStoreThatIsAwayIsOneLineInAWhileWithoutATrace() {
    fails(away());
    fails(away());
    fails(away());
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.getFirst().getThrowableProxy()).isNull();
    assertThat(lines.list.getFirst().getFormattedMessage())
        .contains("store.unavailable", "IOException")
        .doesNotContain("secret");
    nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    fails(away());
    assertThat(lines.list).hasSize(2);
    assertThat(lines.list.getLast().getFormattedMessage()).contains("(and 2 more)");
  }

  @Test
  void anErrorOfOurOwnIsToldEachTimeWithItsTrace() {
    fails(new IllegalStateException("broken"));
    fails(new IllegalStateException("broken"));
    assertThat(lines.list)
        .extracting(line -> line.getThrowableProxy() != null)
        .isEqualTo(List.of(true, true));
  }
}
