package signalbox.domain.model;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import signalbox.domain.run.RunId;
import signalbox.domain.run.Task;

/**
 * A model that one training stored. Never changes.
 *
 * @param version from 1 within the model
 * @param objectKey where the bytes lie in the object store
 * @param sha256 lower-case hex of the bytes
 * @param summary the training's final metric values
 */
public record ModelVersion(
    ModelId modelId,
    int version,
    RunId runId,
    String algorithm,
    Task task,
    String target,
    String format,
    String objectKey,
    long sizeBytes,
    String sha256,
    ModelSignature signature,
    Map<String, Double> summary,
    Instant createdAt) {
  public ModelVersion {
    summary = Collections.unmodifiableMap(new LinkedHashMap<>(summary));
  }

  public ModelVersionRef ref() {
    return new ModelVersionRef(modelId, version);
  }
}
