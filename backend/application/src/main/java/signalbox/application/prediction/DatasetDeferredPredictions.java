package signalbox.application.prediction;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import signalbox.application.dataset.DatasetView;
import signalbox.application.dataset.Upload;
import signalbox.application.dataset.UploadDataset;
import signalbox.application.run.NewRun;
import signalbox.application.run.RunView;
import signalbox.application.run.StartRun;
import signalbox.application.shared.Handler;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.identity.Principal;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.run.RunKind;

/** Goes on through the use cases that a person would call: upload a table, start a run over it. */
public final class DatasetDeferredPredictions implements DeferredPredictions {
  private final Handler<UploadDataset, DatasetView> uploadDataset;
  private final Handler<StartRun, RunView> startRun;

  public DatasetDeferredPredictions(
      Handler<UploadDataset, DatasetView> uploadDataset, Handler<StartRun, RunView> startRun) {
    this.uploadDataset = uploadDataset;
    this.startRun = startRun;
  }

  @Override
  public RunView start(Principal caller, Model model, ModelVersion version, String csv) {
    DatasetView rows =
        uploadDataset.handle(
            caller,
            new UploadDataset(
                model.projectId(),
                target -> {
                  target.write(csv.getBytes(StandardCharsets.UTF_8));
                  return new Upload.Names(null, model.name() + "-rows.csv");
                },
                null));
    NewRun run =
        new NewRun(
            RunKind.PREDICTION,
            null,
            rows.dataset().id(),
            Map.of(),
            NewRun.Training.NONE,
            new NewRun.Prediction(
                version.modelId(), version.version(), DatasetFormat.CSV, Map.of()),
            null,
            NewRun.Terms.STANDARD);
    return startRun.handle(caller, new StartRun(model.projectId(), run, null));
  }
}
