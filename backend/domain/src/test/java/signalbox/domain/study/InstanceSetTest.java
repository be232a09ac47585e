package signalbox.domain.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import signalbox.domain.dataset.DatasetId;

final class InstanceSetTest {
  private static final List<DatasetId> SET =
      IntStream.range(0, 20).mapToObj(i -> new DatasetId(new UUID(i, 42))).toList();

  @Test
  void theOrderIsThatOfTheSeedAlone() {
    List<DatasetId> order = InstanceSet.ordered(SET, 7);
    List<DatasetId> named = new ArrayList<>(SET);
    Collections.reverse(named);
    assertThat(InstanceSet.ordered(named, 7)).isEqualTo(order);
    assertThat(order).containsExactlyInAnyOrderElementsOf(SET).isNotEqualTo(SET);
  }

  @Test
  void anotherSeedIsAnotherOrder() {
    Set<List<DatasetId>> orders = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      orders.add(InstanceSet.ordered(SET, seed));
    }
    assertThat(orders).hasSize(50);
  }
}
