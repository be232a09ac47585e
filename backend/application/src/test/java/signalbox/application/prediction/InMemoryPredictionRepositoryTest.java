package signalbox.application.prediction;

import java.util.UUID;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelVersionRef;

class InMemoryPredictionRepositoryTest extends PredictionRepositoryContract {
  private final InMemoryPredictionRepository predictions = new InMemoryPredictionRepository();

  @Override
  protected PredictionRepository predictions() {
    return predictions;
  }

  @Override
  protected ModelVersionRef model() {
    return new ModelVersionRef(new ModelId(UUID.randomUUID()), 1);
  }

  @Override
  protected UserId user() {
    return new UserId(UUID.randomUUID());
  }
}
