"""The ML service `tuning`: proposes the trials of studies and says which are not worth going on, with Optuna.

What it remembers of a study is a cache: the caller tells the whole story of a study again when it is gone. Optuna is imported by
`search`, `space` and `grid` alone, so that the service describes itself without it.
"""

__version__ = "0.1.0"
