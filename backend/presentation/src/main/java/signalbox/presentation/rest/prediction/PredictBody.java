package signalbox.presentation.rest.prediction;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows to predict, by column. */
record PredictBody(List<Map<String, @Nullable Object>> rows) {}
