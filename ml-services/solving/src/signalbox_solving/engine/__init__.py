"""What runs in the process of one solve, and only there: `python -m signalbox_solving.engine TASK DESCRIPTOR PARENT`.

One process loads either `highspy` or `ortools`. Both bring a library of HiGHS, and whichever comes second fails to load or calls the
other's code (seen with highspy 1.15.1 and ortools 9.15, in either order).
"""
