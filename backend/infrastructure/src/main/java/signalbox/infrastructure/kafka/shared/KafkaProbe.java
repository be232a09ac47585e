package signalbox.infrastructure.kafka.shared;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import signalbox.application.service.HealthProbe;
import signalbox.application.service.PartHealth;

/** Asks Kafka for its brokers. The client is made at the first look. */
public final class KafkaProbe implements HealthProbe, AutoCloseable {
  private static final int TIMEOUT_MILLIS = 1500;

  private final String bootstrap;
  private final ReentrantLock making = new ReentrantLock();
  private @Nullable Admin admin;
  private boolean closed;

  public KafkaProbe(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  @Override
  public String part() {
    return "kafka";
  }

  @Override
  public PartHealth look() throws InterruptedException, ExecutionException, TimeoutException {
    int brokers =
        admin().describeCluster().nodes().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).size();
    return brokers > 0
        ? new PartHealth(part(), PartHealth.State.UP, null)
        : new PartHealth(part(), PartHealth.State.DOWN, "No broker is there.");
  }

  private Admin admin() {
    making.lock();
    try {
      if (closed) {
        throw new IllegalStateException("The probe is closed");
      }
      Admin present = admin;
      if (present == null) {
        present =
            Admin.create(
                Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrap,
                    AdminClientConfig.CLIENT_ID_CONFIG,
                    "signalbox-backend-health",
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS));
        admin = present;
      }
      return present;
    } finally {
      making.unlock();
    }
  }

  @Override
  public void close() {
    making.lock();
    try {
      closed = true;
      if (admin != null) {
        admin.close(Duration.ofMillis(TIMEOUT_MILLIS));
      }
    } finally {
      making.unlock();
    }
  }
}
