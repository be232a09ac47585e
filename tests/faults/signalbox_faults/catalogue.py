"""Which faults are played, and how often."""

from __future__ import annotations

from signalbox_faults.faults import (
    cut,
    freeze_part,
    freeze_service,
    kafka_absent_at_start,
    kill_part,
    kill_service,
)
from signalbox_faults.history import Limits
from signalbox_faults.proxy import Cut
from signalbox_faults.scenario import Plan, every_behaviour, usual

# Longer than the lease of 30 s.
FROZEN_SECONDS = 34.0
# Longer than the 90 s after which an attempt is given up.
LOST_SECONDS = 95.0
# An open circuit breaker waits 10 s before its probe; only then are runs of that instance heard of again.
BEHIND_BREAKER = Limits(takeover=22.0)


def short_plans(runs: int) -> list[Plan]:
    """A few faults, at most three minutes in all."""
    window = max(4.0, runs * 0.2)
    return [
        Plan("every behaviour", every_behaviour(5.0), [], runs, window, 22, BEHIND_BREAKER),
        Plan("kill orchestrator", usual, [kill_part("orchestrator")], runs, window, 15),
        Plan("kill service", usual, [kill_service(0)], runs, window, 18, BEHIND_BREAKER),
        Plan("kill Kafka", usual, [kill_part("kafka")], runs, window, 20),
        Plan("kill backend", usual, [kill_part("backend")], runs, window, 15),
        Plan("kill PostgreSQL", usual, [kill_part("postgres")], runs, window, 12),
        Plan("cut", usual, [cut(0, Cut.RESET, 3.0)], runs, window, 18, BEHIND_BREAKER),
        Plan("freeze service", usual, [freeze_service(1, FROZEN_SECONDS)], runs, window, 45, BEHIND_BREAKER),
    ]


def long_plans(runs: int) -> list[Plan]:
    """Every fault, several times each."""
    window = max(10.0, runs * 0.3)
    kills = 3
    parts = (("orchestrator", "orchestrator"), ("backend", "backend"), ("Kafka", "kafka"), ("PostgreSQL", "postgres"))
    return [
        Plan("every behaviour", every_behaviour(34.0), [], runs, window, window + 50, BEHIND_BREAKER),
        *(Plan(f"kill {title}", usual, [kill_part(part)] * kills, runs, window, window + 30) for title, part in parts),
        Plan(
            "kill service",
            usual,
            [kill_service(0), kill_service(1), kill_service(0), kill_service(1)],
            runs,
            window,
            window + 30,
            BEHIND_BREAKER,
        ),
        *(
            Plan(
                f"freeze {title}", usual, [freeze_part(part, FROZEN_SECONDS)], runs, window, window + 60, BEHIND_BREAKER
            )
            for title, part in parts
        ),
        *(
            Plan(name, usual, [fault], runs, window, window + 30 + seconds, BEHIND_BREAKER, heal=240.0)
            for name, fault, seconds in (
                ("freeze service", freeze_service(0, FROZEN_SECONDS), FROZEN_SECONDS),
                ("freeze service until lost", freeze_service(1, LOST_SECONDS), LOST_SECONDS),
                ("cut", cut(0, Cut.RESET, 5.0), 5.0),
                ("cut, black hole", cut(1, Cut.BLACKHOLE, FROZEN_SECONDS), FROZEN_SECONDS),
                ("cut until lost, black hole", cut(0, Cut.BLACKHOLE, LOST_SECONDS), LOST_SECONDS),
            )
        ),
        Plan("no Kafka at start", usual, [kafka_absent_at_start(15.0)], runs, window, window + 60),
    ]
