package signalbox.orchestrator.service.kafka;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import signalbox.orchestrator.v1.StoredRun;

/**
 * One partition of the changelog as far as it was read, by {@link ChangelogRules}. Not thread-safe.
 */
final class ChangelogView {
  private final ChangelogRules rules = new ChangelogRules();
  private final Map<String, StoredRun> runs = new LinkedHashMap<>();
  private final Set<String> shadowed = new HashSet<>();
  private final List<String> claims = new ArrayList<>();
  private long refused;
  private long next;

  /** Reads the next record of the partition. */
  void read(ConsumerRecord<String, byte[]> record) {
    next = record.offset() + 1;
    switch (rules.read(record)) {
      case CLAIM -> {
        claims.remove(record.key());
        if (record.value() != null) {
          claims.add(record.key());
        }
      }
      case REFUSED -> {
        refused++;
        shadowed.add(record.key());
      }
      case COUNTS -> {
        shadowed.remove(record.key());
        // The last word decides the order too.
        runs.remove(record.key());
        StoredRun run = ChangelogRules.run(record);
        if (run != null) {
          runs.put(record.key(), run);
        }
      }
    }
  }

  /** The largest epoch so far. */
  long epoch() {
    return rules.epoch();
  }

  /** The name of the orchestrator whose claim counts. */
  String owner() {
    return rules.owner();
  }

  /** The key of the claim that counts. */
  String ownersKey() {
    return rules.ownersKey();
  }

  /** The offset after the last record that was read. */
  long next() {
    return next;
  }

  /** All runs, as they were last stored by who owned the partition then. */
  Map<String, StoredRun> runs() {
    return runs;
  }

  /** Keys whose last record was refused: compaction would keep it, and drop the one that counts. */
  Set<String> shadowed() {
    return shadowed;
  }

  /** How many records were refused. */
  long refused() {
    return refused;
  }

  /** Keys of claims that are over. */
  List<String> pastClaims() {
    return claims.stream().filter(key -> !key.equals(ownersKey())).toList();
  }
}
