package signalbox.orchestrator.service.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import signalbox.orchestrator.v1.Owner;
import signalbox.orchestrator.v1.StoredRun;

/**
 * One partition of the changelog as far as it was read: whose word counts, and what it says. Every
 * reader goes by these rules, so all of them agree:
 *
 * <ul>
 *   <li>A claim with an epoch above all before it makes its writer the owner; another one is in
 *       vain, and its writer never writes a run.
 *   <li>A run's record counts unless a claim before it has a larger epoch: what a former owner
 *       writes after the claim of the next one is refused.
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class ChangelogView {
  /** First characters of the keys of claims; no run's id begins like that. */
  static final String CLAIM = "#owner/";

  static final String EPOCH_HEADER = "owner_epoch";
  static final long NOBODY = 0;

  private final Map<String, StoredRun> runs = new LinkedHashMap<>();
  private final Set<String> shadowed = new HashSet<>();
  private final List<String> claims = new ArrayList<>();
  private long epoch = NOBODY;
  private String owner = "";
  private String ownersKey = "";
  private long refused;
  private long next;

  /** Reads the next record of the partition. */
  void read(ConsumerRecord<String, byte[]> record) {
    next = record.offset() + 1;
    if (record.key().startsWith(CLAIM)) {
      claim(record);
    } else if (epochOf(record) < epoch) {
      refused++;
      shadowed.add(record.key());
    } else {
      // Also when the claim itself was cleaned away: who writes a run has claimed the partition.
      epoch = Math.max(epoch, epochOf(record));
      shadowed.remove(record.key());
      // The last word decides the order too.
      runs.remove(record.key());
      if (record.value() != null) {
        runs.put(record.key(), run(record));
      }
    }
  }

  private void claim(ConsumerRecord<String, byte[]> record) {
    claims.remove(record.key());
    if (record.value() == null) {
      return;
    }
    claims.add(record.key());
    Owner claim = owner(record);
    if (claim.getEpoch() > epoch) {
      epoch = claim.getEpoch();
      owner = claim.getOrchestrator();
      ownersKey = record.key();
    }
  }

  /** The largest epoch so far; {@link #NOBODY} before the first claim. */
  long epoch() {
    return epoch;
  }

  /** The name of the orchestrator whose claim counts. */
  String owner() {
    return owner;
  }

  /** The key of the claim that counts. */
  String ownersKey() {
    return ownersKey;
  }

  /** The offset after the last record that was read. */
  long next() {
    return next;
  }

  /** All runs, as they were last stored by who owned the partition then. */
  Map<String, StoredRun> runs() {
    return runs;
  }

  /**
   * Keys whose last record was refused: compaction would keep that one and drop the one that
   * counts.
   */
  Set<String> shadowed() {
    return shadowed;
  }

  /** How many records were refused. */
  long refused() {
    return refused;
  }

  /** Keys of claims that are over. */
  List<String> pastClaims() {
    return claims.stream().filter(key -> !key.equals(ownersKey)).toList();
  }

  private static long epochOf(ConsumerRecord<String, byte[]> record) {
    Header header = record.headers().lastHeader(EPOCH_HEADER);
    return header == null || header.value() == null
        ? NOBODY
        : Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
  }

  private static StoredRun run(ConsumerRecord<String, byte[]> record) {
    try {
      return StoredRun.parseFrom(record.value());
    } catch (InvalidProtocolBufferException broken) {
      throw unreadable(record, broken);
    }
  }

  private static Owner owner(ConsumerRecord<String, byte[]> record) {
    try {
      return Owner.parseFrom(record.value());
    } catch (InvalidProtocolBufferException broken) {
      throw unreadable(record, broken);
    }
  }

  private static IllegalStateException unreadable(
      ConsumerRecord<String, byte[]> record, InvalidProtocolBufferException broken) {
    return new IllegalStateException(
        "The changelog at " + record.partition() + " offset " + record.offset(), broken);
  }
}
