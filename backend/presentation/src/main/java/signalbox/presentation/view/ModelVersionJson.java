package signalbox.presentation.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.domain.model.ModelSignature;
import signalbox.domain.model.ModelVersion;

/** A version of a model. */
public record ModelVersionJson(
    UUID modelId,
    int version,
    UUID runId,
    String algorithm,
    String task,
    String target,
    SignatureJson signature,
    Map<String, Double> summary,
    long sizeBytes,
    String sha256,
    Instant createdAt) {

  /** What it takes and gives. */
  public record SignatureJson(
      String task, String target, List<InputJson> inputs, OutputJson output) {}

  /** A column that it reads; what is null is left out. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record InputJson(
      String name,
      String type,
      boolean required,
      @Nullable List<String> categories,
      @Nullable Double minimum,
      @Nullable Double maximum,
      @Nullable Object example) {}

  /** What it answers; what is null is left out. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OutputJson(String type, @Nullable List<String> classes) {}

  public static ModelVersionJson of(ModelVersion version) {
    return new ModelVersionJson(
        version.modelId().value(),
        version.version(),
        version.runId().value(),
        version.algorithm(),
        Words.of(version.task()),
        version.target(),
        signature(version.signature()),
        version.summary(),
        version.sizeBytes(),
        version.sha256(),
        version.createdAt());
  }

  private static SignatureJson signature(ModelSignature signature) {
    return new SignatureJson(
        Words.of(signature.task()),
        signature.target(),
        signature.inputs().stream()
            .map(input ->
                new InputJson(
                    input.name(),
                    Words.of(input.type()),
                    input.required(),
                    orNull(input.categories()),
                    input.minimum(),
                    input.maximum(),
                    input.example()))
            .toList(),
        new OutputJson(Words.of(signature.output().type()), orNull(signature.output().classes())));
  }

  private static @Nullable List<String> orNull(List<String> texts) {
    return texts.isEmpty() ? null : texts;
  }
}
