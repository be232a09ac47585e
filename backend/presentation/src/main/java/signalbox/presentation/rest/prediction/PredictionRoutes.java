package signalbox.presentation.rest.prediction;

import java.io.IOException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import signalbox.application.prediction.Predict;
import signalbox.application.prediction.PredictOutcome;
import signalbox.application.run.RunView;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.model.ModelId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.shared.Json;

/** {@code /models/{modelId}/versions/{version}/predict}. */
public final class PredictionRoutes implements RouteGroup {
  private static final int MAX_BODY_BYTES = 1024 * 1024;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
  private static final String LATEST = "@latest";

  private final Handler<Predict, PredictOutcome> predict;
  private final Json json;
  private final Function<RunView, Object> runBody;

  /**
   * @param runBody what JSON is to be made of a run
   */
  public PredictionRoutes(
      Handler<Predict, PredictOutcome> predict, Json json, Function<RunView, Object> runBody) {
    this.predict = predict;
    this.json = json;
    this.runBody = runBody;
  }

  @Override
  public void addTo(Router router) {
    router.post("/models/{modelId}/versions/{version}/predict", Access.SIGNED_IN, this::post);
  }

  private void post(Request request) throws IOException {
    ModelId model = new ModelId(request.pathUuid("modelId"));
    Integer version = version(request.path("version"));
    byte[] bytes =
        request.bodyBytes(MAX_BODY_BYTES, SignalboxException.of(ErrorCode.PREDICTION_TOO_LARGE));
    PredictBody body = json.read(bytes, PredictBody.class);
    Predict command = new Predict(model, version, body.rows());
    switch (predict.handle(request.principal(), command)) {
      case PredictOutcome.Predicted predicted -> request.json(200, PredictAnswerBody.of(predicted));
      case PredictOutcome.Deferred deferred -> request.json(202, runBody.apply(deferred.run()));
    }
  }

  private static @Nullable Integer version(String text) {
    if (text.equals(LATEST)) {
      return null;
    }
    if (!NUMBER.matcher(text).matches()) {
      throw SignalboxException.of(ErrorCode.MODEL_VERSION_NOT_FOUND).unsafe("version", text);
    }
    return Integer.valueOf(text);
  }
}
