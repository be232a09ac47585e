package signalbox.application.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import signalbox.application.shared.Transactions;
import signalbox.domain.service.ServiceInstance;

/** What every store of services must do, on an empty store. */
public abstract class ServiceRepositoryContract {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  protected abstract ServiceRepository services();

  protected abstract Transactions transactions();

  private void put(ServiceRepository services, ServiceInstance instance) {
    transactions().inTransaction(() -> services.put(instance));
  }

  @Test
  void keepsTheNewestWordAndWhatASilentInstanceHad() {
    ServiceRepository services = services();
    assertThat(services.revision()).isZero();
    put(services, TestServices.tabular("a:1", false, T0));
    ServiceInstance up = TestServices.tabular("a:1", true, T0.plusSeconds(2));
    put(services, up);
    put(services, TestServices.tabular("a:1", false, T0.plusSeconds(1)));
    assertThat(services.list()).containsExactly(up);
    long revision = services.revision();
    ServiceInstance down = TestServices.tabular("a:1", false, T0.plusSeconds(3));
    put(services, down);
    ServiceInstance other = TestServices.tabular("b:1", true, T0);
    put(services, other);
    assertThat(services.list()).containsExactly(down.upholding(up), other);
    assertThat(services.list().getFirst().service()).isEqualTo("tabular");
    assertThat(services.list().getFirst().algorithms()).hasSize(1);
    ServiceRepository.Changes changes = services.changedAfter(revision);
    assertThat(changes.instances()).containsExactly(down.upholding(up), other);
    assertThat(changes.revision()).isEqualTo(services.revision()).isGreaterThan(revision);
    assertThat(services.changedAfter(changes.revision()).instances()).isEmpty();
  }

  @Test
  void keepsTheWordsOfSeveralOrchestratorsApart() {
    ServiceRepository services = services();
    ServiceInstance one = TestServices.said("one", "a:1", "closed", T0);
    ServiceInstance two = TestServices.said("two", "a:1", "open", T0.minusSeconds(5));
    put(services, two);
    put(services, one);
    assertThat(services.list()).containsExactly(one, two);
    assertThat(services.list().getLast().facts().failureRate()).isEqualTo(0.5);
  }

  @Test
  void letsWordsGrowOldOnceAndForgetsThemInTheEnd() {
    ServiceRepository services = services();
    put(services, TestServices.said("one", "a:1", "closed", T0));
    put(services, TestServices.said("one", "b:1", "closed", T0.plusSeconds(60)));
    long before = services.revision();
    assertThat(transactions().inTransaction(() -> services.age(T0.plusSeconds(30)))).isTrue();
    assertThat(services.changedAfter(before).instances())
        .extracting(ServiceInstance::instance)
        .containsExactly("a:1");
    assertThat(transactions().inTransaction(() -> services.age(T0.plusSeconds(30)))).isFalse();
    assertThat(services.removeBefore(T0.plusSeconds(30))).isEqualTo(1);
    assertThat(services.list()).extracting(ServiceInstance::instance).containsExactly("b:1");
  }
}
