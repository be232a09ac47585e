package signalbox.application.prediction;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.model.ModelId;

/**
 * Asks a model for predictions. The answer is a {@link PredictOutcome}.
 *
 * @param version null for the latest
 * @param rows plain JSON values by column
 */
public record Predict(
    ModelId model, @Nullable Integer version, List<Map<String, @Nullable Object>> rows) {}
