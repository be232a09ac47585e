"""What `check.py` is made of: readers of the deployment files, and what must hold of each."""
