package signalbox.application.event;

import signalbox.application.run.RunRepository;
import signalbox.application.shared.Transactions;
import signalbox.application.study.StudyAccess;
import signalbox.application.study.StudyRepository;
import signalbox.application.study.StudyViews;
import signalbox.application.study.TrialRepository;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.RunId;

/** Studies as topics. */
public final class StudyTopics {
  private final StudyAccess access;
  private final Ports ports;
  private final StudyViews views;
  private final Transactions transactions;

  /** What is read. */
  public record Ports(RunRepository runs, StudyRepository studies, TrialRepository trials) {}

  public StudyTopics(StudyAccess access, Ports ports, StudyViews views, Transactions transactions) {
    this.access = access;
    this.ports = ports;
    this.views = views;
    this.transactions = transactions;
  }

  /** Throws what {@link StudyAccess#require} throws. */
  TopicSource open(Principal caller, RunId study) {
    access.require(caller, study, Role.VIEWER);
    return new OneStudySource(study, ports, views, transactions);
  }
}
