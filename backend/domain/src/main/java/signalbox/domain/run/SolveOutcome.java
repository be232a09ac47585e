package signalbox.domain.run;

/** How a solve that succeeded came out. The lower-case name is the public word. */
public enum SolveOutcome {
  OPTIMAL,
  /** A limit was reached, and a solution is there. */
  FEASIBLE,
  INFEASIBLE,
  UNBOUNDED,
  /** It is one of the two; the solver did not find out which. */
  INFEASIBLE_OR_UNBOUNDED,
  /** A limit was reached without a solution. */
  NO_SOLUTION,
  /** Somebody stopped it; it kept what it had. */
  STOPPED
}
